#include "backend/customers/care/timetable.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "backend/truck/registry.hpp"
#include "common/result.hpp"

namespace roadworthy::care {
namespace {

Result<void> wrong(std::string_view key, std::string_view what) {
    return fail("care rule '" + std::string(key) + "': " + std::string(what));
}

std::vector<CareRule> seed_rules() {
    return {
        {.key = "delivery_call",
         .occasion = OccasionKind::delivery,
         .days = {.from = 0, .on = 1, .until = 3},
         .priority = 60,
         .script_zh = "新车交付后问候：车辆使用是否顺利，驾驶员有无疑问，首保时间和需带的资料。",
         .script_en =
             "After delivery: does the truck do well, has the driver any questions; when the first "
             "service is and what to bring."},
        {.key = "first_service",
         .occasion = OccasionKind::first_service,
         .days = {.from = -10, .on = -7, .until = 0},
         .priority = 70,
         .script_zh = "首保提醒：说明项目、所需时间和资料，约定进站日期。",
         .script_en =
             "First service: what is done, how long it takes, what to bring; agree on a day."},
        {.key = "service_due",
         .occasion = OccasionKind::service_due,
         .days = {.from = -10, .on = -7, .until = 0},
         .priority = 50,
         .script_zh = "保养到期提醒：说明到期项目和原因，约定进站日期。",
         .script_en = "Something is due: say what and why, and agree on a day."},
        {.key = "service_due_vip",
         .occasion = OccasionKind::service_due,
         .days = {.from = -21, .on = -14, .until = 0},
         .priority = 55,
         .tier = truck::Tier::vip,
         .instead_of = "service_due",
         .script_zh = "重点客户保养提醒：提前两周联系，按车队出车安排选择进站日期。",
         .script_en =
             "Something is due at a VIP's: two weeks ahead, on a day that suits his fleet."},
        {.key = "seasonal_check",
         .occasion = OccasionKind::seasonal,
         .days = {.from = -21, .on = -14, .until = 0},
         .priority = 40,
         .script_zh = "季节检查：雨季前查防水，入冬前查蓄电池和冷起动，可与近期保养一起做。",
         .script_en =
             "Before the season: what lets the rain in, the battery before the cold; together with "
             "a service that is near."},
        {.key = "after_service",
         .occasion = OccasionKind::after_service,
         .days = {.from = 2, .on = 3, .until = 7},
         .late_days = 14,
         .priority = 30,
         .script_zh = "保养后回访：服务是否满意，车辆有无新问题。",
         .script_en = "After a service: was it good, is anything new wrong with the truck."},
        {.key = "after_repair",
         .occasion = OccasionKind::after_repair,
         .days = {.from = 1, .on = 3, .until = 5},
         .late_days = 14,
         .priority = 45,
         .script_zh = "维修后回访：故障是否彻底排除，对处理是否满意。",
         .script_en = "After a repair: is the fault gone for good, was the repair good."},
        {.key = "agreement_ends",
         .occasion = OccasionKind::agreement_ends,
         .days = {.from = -45, .on = -30, .until = 0},
         .priority = 35,
         .script_zh = "服务合同即将到期：回顾已享受的服务，说明续签方案。",
         .script_en = "The service agreement ends: what it brought, and what comes after it."},
        {.key = "warranty_ends",
         .occasion = OccasionKind::warranty_ends,
         .days = {.from = -45, .on = -30, .until = -7},
         .priority = 40,
         .script_zh = "质保即将到期：建议到期前免费检查，处理未结的故障。",
         .script_en =
             "The warranty ends: have the truck looked over before, and open faults mended."},
        {.key = "replacement_review",
         .occasion = OccasionKind::replacement,
         .days = {.from = 0, .on = 14, .until = 60},
         .late_days = 90,
         .priority = 10,
         .script_zh = "换车评估：用车龄、里程和停驶损失说明继续使用与更换的成本。",
         .script_en =
             "Time to think of another truck: what its age, distance and standstill cost."},
        {.key = "win_back",
         .occasion = OccasionKind::drifting_away,
         .days = {.from = 0, .on = 2, .until = 14},
         .late_days = 60,
         .priority = 40,
         .script_zh = "流失挽回：到期项目未在我站完成，询问原因并记录。",
         .script_en = "Due work was not done with us: ask why, and note the reason."},
        {.key = "complaint",
         .occasion = OccasionKind::complaint,
         .days = {.from = 0, .on = 0, .until = 1},
         .priority = 100,
         .ignores_cap = true,
         .script_zh = "投诉处理：当天联系，说明处理措施和时间。",
         .script_en = "A complaint: call on the same day, say what is done and until when."},
        {.key = "campaign",
         .occasion = OccasionKind::campaign,
         .days = {.from = 0, .on = 7, .until = 30},
         .priority = 5,
         .script_zh = "专项活动：按活动说明联系客户。",
         .script_en = "A campaign: as its own text says."},
    };
}

bool is_for(const CareRule& rule, const Audience& audience) {
    return (!rule.tier || *rule.tier == audience.tier) &&
           (rule.segments.empty() || std::find(rule.segments.begin(), rule.segments.end(),
                                               audience.segment) != rule.segments.end());
}

}  // namespace

Result<void> check(const Timetable& timetable) {
    std::set<std::string_view> keys;
    for (const CareRule& rule : timetable.rules) {
        if (rule.key.empty()) {
            return fail("a care rule without a key");
        }
        if (!keys.insert(rule.key).second) {
            return wrong(rule.key, "is there twice");
        }
        if (rule.days.from > rule.days.on || rule.days.on > rule.days.until) {
            return wrong(rule.key, "its days must be in the order from, on, until");
        }
        if (!rule.instead_of.empty()) {
            const CareRule* other = find(timetable, rule.instead_of);
            if (other == nullptr || !other->instead_of.empty() ||
                other->occasion != rule.occasion) {
                return wrong(rule.key,
                             "it can only hold instead of a rule of its own occasion that replaces "
                             "none, not of '" +
                                 rule.instead_of + "'");
            }
        }
        if (rule.late_days < 0) {
            return wrong(rule.key, "late_days must not be negative");
        }
    }
    if (timetable.cap.most < 1 || timetable.cap.in_days < 1 || timetable.cap.apart_days < 1) {
        return fail("the cap must allow a contact: most, in_days and apart_days are at least 1");
    }
    const Persistence& persistence = timetable.persistence;
    if (persistence.again_after_days < 1 || persistence.most_tries < 1 ||
        persistence.escalate_after_days < 0) {
        return fail("persistence: at least one try, a day apart; escalate_after_days at least 0");
    }
    if (timetable.thresholds.drifting_after_days < 1 ||
        timetable.thresholds.replacement_years < 1) {
        return fail("thresholds: drifting_after_days and replacement_years are at least 1");
    }
    return {};
}

const Timetable& built_in_timetable() {
    static const Timetable timetable{.rules = seed_rules()};
    return timetable;
}

std::vector<const CareRule*> rules_for(const Timetable& timetable, OccasionKind occasion,
                                       const Audience& audience) {
    std::vector<const CareRule*> all;
    std::set<std::string_view> replaced;
    for (const CareRule& rule : timetable.rules) {
        if (rule.occasion == occasion && is_for(rule, audience)) {
            all.push_back(&rule);
            replaced.insert(rule.instead_of);
        }
    }
    std::erase_if(all, [&replaced](const CareRule* rule) { return replaced.contains(rule->key); });
    return all;
}

const std::string& step_of(const CareRule& rule) {
    return rule.instead_of.empty() ? rule.key : rule.instead_of;
}

const CareRule* find(const Timetable& timetable, std::string_view key) {
    const auto found = std::find_if(timetable.rules.begin(), timetable.rules.end(),
                                    [key](const CareRule& rule) { return rule.key == key; });
    return found == timetable.rules.end() ? nullptr : &*found;
}

}  // namespace roadworthy::care
