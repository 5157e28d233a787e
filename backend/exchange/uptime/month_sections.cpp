#include "backend/exchange/uptime/month_sections.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/due/due.hpp"
#include "backend/due/plans.hpp"
#include "backend/exchange/say/case_words.hpp"
#include "backend/exchange/say/due_sentence.hpp"
#include "backend/exchange/uptime/html.hpp"
#include "backend/exchange/uptime/uptime_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/uptime/interval_list.hpp"
#include "backend/store/views/uptime/month_report.hpp"
#include "backend/uptime/intervals.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {
namespace {

using cases::Stage;

std::string name_of(const due::PlanItem* item, const std::string& key, Language language) {
    const std::string& name = item == nullptr            ? key
                              : language == Language::zh ? item->name_zh
                                                         : item->name_en;
    return name.empty() ? key : name;
}

std::string title_of(const FaultKey& key, views::FaultWords& words) {
    return words.describe({.key = key}).title + " (SPN " + std::to_string(key.spn) + " / FMI " +
           std::to_string(key.fmi) + ')';
}

std::string when(const cases::Case& it, Stage stage, const Saying& say) {
    const auto found = std::ranges::find(it.stages, stage, &cases::StageTime::stage);
    return found == it.stages.end() ? "–" : say.minute(found->at);
}

std::string jobs_of(const customers::ProposedVisit& visit, const Saying& say,
                    views::FaultWords& words) {
    std::string all;
    for (const customers::VisitJob& job : visit.jobs) {
        all += all.empty() ? "" : say.language == Language::zh ? "、" : ", ";
        if (!job.item.empty()) {
            all += name_of(job.rule ? &*job.rule : nullptr, job.item, say.language);
        } else if (!job.faults.empty()) {
            all += title_of(job.faults.front(), words);
        }
    }
    return all;
}

}  // namespace

std::string Saying::heading(UptimeWord title) const {
    return "<h2>" + (*this)(title) + "</h2>\n";
}

std::string Saying::section(UptimeWord title, const HtmlTable& table) const {
    return heading(title) + (table.is_empty()
                                 ? "<p class=\"note\">" + (*this)(UptimeWord::nothing) + "</p>\n"
                                 : table.html());
}

std::string Saying::minute(Time time) const {
    const auto local = std::chrono::floor<std::chrono::minutes>(report.zone.local(time));
    std::string text = iso(Time{local.time_since_epoch()}).substr(0, 16);
    text.at(10) = ' ';
    return text;
}

std::string Saying::day(Time time) const {
    return minute(time).substr(0, 10);
}

std::string Saying::truck(const std::string& plate, const std::string& id) const {
    return plate.empty() ? id : plate;
}

std::string Saying::cause(const views::Cause& cause, views::FaultWords& words) const {
    if (cause.fault) {
        return title_of(*cause.fault, words);
    }
    std::string text(word(cause.source, language));
    if (cause.item.empty()) {
        return text;
    }
    const auto done = std::ranges::find(report.done, cause.item, &views::ServiceDone::item);
    std::string name = cause.item;
    if (done != report.done.end()) {
        const std::string& own = language == Language::zh ? done->name_zh : done->name_en;
        name = own.empty() ? name : own;
    }
    return text + ": " + name;
}

std::string services_section(const Saying& say) {
    HtmlTable done({{say(UptimeWord::truck)},
                    {say(UptimeWord::item)},
                    {say(UptimeWord::done_on)},
                    {say(UptimeWord::workshop)}});
    for (const views::ServiceDone& one : say.report.done) {
        const std::string& name = say.language == Language::zh ? one.name_zh : one.name_en;
        done.add({say.truck(one.plate, one.truck), name.empty() ? one.item : name, say.day(one.at),
                  one.workshop});
    }
    HtmlTable due({{say(UptimeWord::truck)},
                   {say(UptimeWord::item)},
                   {say(UptimeWord::state)},
                   {say(UptimeWord::expected)},
                   {say(UptimeWord::next_step)}});
    const Day today = day_of(say.report.now);
    for (const views::DueEntry& entry : say.report.due) {
        const due::PlanItem* rule = entry.rule ? &*entry.rule : nullptr;
        due.add({say.truck(entry.truck.plate, entry.truck.id.text()),
                 name_of(rule, entry.row.item, say.language),
                 std::string(word(entry.state, say.language)),
                 entry.row.window ? iso(entry.row.window->p50) : "–",
                 due_sentence(entry, today, say.language)});
    }
    return say.section(UptimeWord::services_done, done) +
           say.section(UptimeWord::services_due, due);
}

std::string faults_section(const Saying& say, views::FaultWords& words) {
    HtmlTable table({{say(UptimeWord::truck)},
                     {say(UptimeWord::fault)},
                     {say(UptimeWord::action)},
                     {say(UptimeWord::since)},
                     {say(UptimeWord::until)}});
    for (const views::FaultOfMonth& one : say.report.faults) {
        table.add({say.truck(one.plate, one.truck), title_of(one.key, words),
                   std::string(word(one.worst, say.language)), say.minute(one.opened),
                   one.closed ? say.minute(*one.closed) : say(UptimeWord::still_there)});
    }
    return say.section(UptimeWord::faults, table);
}

std::string care_section(const Saying& say) {
    HtmlTable table({{say(UptimeWord::truck)},
                     {say(UptimeWord::reported)},
                     {say(UptimeWord::answered)},
                     {say(UptimeWord::released)},
                     {say(UptimeWord::cause)},
                     {say(UptimeWord::what_was_done)}});
    for (const views::CaseOfMonth& one : say.report.cases) {
        const cases::Case& told = one.told;
        // A fault that went by itself without a word is no work of ours.
        if (told.entries.empty()) {
            continue;
        }
        const std::string released = when(told, Stage::released, say);
        table.add({say.truck(one.plate, one.truck), say.minute(told.heard),
                   when(told, Stage::answered, say),
                   released == "–" && !told.closing ? say(UptimeWord::open) : released,
                   told.closing ? told.closing->cause : std::string(word(told.kind, say.language)),
                   told.closing      ? told.closing->action
                   : released == "–" ? say(UptimeWord::open)
                                     : "–"});
    }
    return say.section(UptimeWord::what_we_did, table);
}

std::string proposal_section(const Saying& say, views::FaultWords& words) {
    HtmlTable table({{say(UptimeWord::truck)},
                     {say(UptimeWord::visit)},
                     {say(UptimeWord::jobs)},
                     {say(UptimeWord::workshop)},
                     {say(UptimeWord::length), Cell::number}});
    for (const views::TruckVisits& truck : say.report.visits) {
        for (const customers::ProposedVisit& visit : truck.proposal.visits) {
            char hour[24] = "";
            if (!visit.slots.empty()) {
                std::snprintf(hour, sizeof hour, " %02d:00", visit.slots.front().hour);
            }
            const std::string day = visit.slots.empty()
                                        ? iso(visit.visit.from) + " – " + iso(visit.visit.until)
                                        : iso(visit.slots.front().day) + hour;
            table.add(
                {say.truck(truck.truck.plate, truck.truck.id.text()), day,
                 jobs_of(visit, say, words), truck.truck.workshop,
                 length_of(std::chrono::duration_cast<std::chrono::seconds>(visit.visit.standing),
                           say.language)});
        }
    }
    return say.section(UptimeWord::what_we_propose, table);
}

}  // namespace roadworthy::exchange
