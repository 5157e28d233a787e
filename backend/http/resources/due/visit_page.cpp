#include "backend/http/resources/due/visit_page.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

#include "backend/customers/visit_offer.hpp"
#include "backend/exchange/escaped.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/cases/public_page.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using exchange::escaped;

using exchange::Language;

class VisitPainter {
public:
    explicit VisitPainter(const VisitPage& page) : page_(page) {}

    std::string paint() const {
        return whole_page(page_.truck,
                          "<h1>" + escaped(page_.truck) + "</h1>\n<p>" + days() + "</p>\n" +
                              jobs() + bring() + answer() + form() + workshop(),
                          page_.language);
    }

private:
    std::string either(const char* zh, const char* en) const {
        return page_.language == Language::zh ? zh : en;
    }
    std::string local(Time time) const {
        std::string text = iso(page_.workshop.local(time)).substr(0, 16);
        text[10] = ' ';
        return text;
    }
    // 3 小时, 1.5 h
    std::string hours(std::int64_t minutes) const {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(minutes) / 60);
        std::string number = text.data();
        if (number.ends_with(".0")) {
            number.resize(number.size() - 2);
        }
        return number + either(" 小时", " h");
    }

    std::string days() const {
        const std::string from = iso(page_.offer.from);
        const std::string until = iso(page_.offer.until);
        return either("建议进站：", "Proposed visit: ") +
               (from == until ? from : from + either(" 至 ", " to ") + until) +
               either("，需停车约 ", ", standing for about ") + hours(page_.offer.standing_min);
    }

    std::string name(const customers::OfferedJob& job) const {
        if (job.item.empty()) {
            return either("故障诊断", "looking into a fault");
        }
        const std::string& own = page_.language == Language::zh ? job.name_zh : job.name_en;
        const std::string& other = page_.language == Language::zh ? job.name_en : job.name_zh;
        return !own.empty() ? own : !other.empty() ? other : job.item;
    }

    std::string jobs() const {
        std::string list = "<h2>" + either("项目", "What will be done") + "</h2>\n<ul>\n";
        for (const customers::OfferedJob& job : page_.offer.jobs) {
            list += "<li>" + escaped(name(job)) + "</li>\n";
        }
        return list + "</ul>\n";
    }

    std::string bring() const {
        std::string all;
        for (const std::string& one : page_.offer.bring) {
            all += (all.empty() ? "" : either("、", ", ")) + one;
        }
        return all.empty() ? ""
                           : "<p>" + either("请带：", "Please bring: ") + escaped(all) + "</p>\n";
    }

    std::string answer() const {
        if (!page_.answer) {
            return "";
        }
        std::string text = page_.answer->is_accepted
                               ? either("您已同意。", "You have accepted.")
                               : either("您希望改期。", "You wish another time.");
        if (page_.answer->when) {
            text += ' ' + local(*page_.answer->when);
        }
        return "<p><b>" + text + "</b> " + escaped(page_.answer->words) + "</p>\n<p>" +
               either("服务顾问会与您确认。", "Your advisor will confirm it.") + "</p>\n";
    }

    std::string accept(const std::string& value, const std::string& text) const {
        return "<p><button name=\"accept\" value=\"" + value + "\">" + text + "</button></p>\n";
    }

    std::string form() const {
        if (page_.answer_path.empty()) {
            return "<p>" +
                   either("该建议已过期，请联系服务站。",
                          "This proposal has gone by. Please ask the workshop.") +
                   "</p>\n";
        }
        std::string text = "<form method=\"post\" action=\"" + escaped(page_.answer_path) +
                           "\"><input type=\"hidden\" name=\"entry\" value=\"link " +
                           std::to_string(milliseconds_of(page_.now)) + "\">\n";
        for (const customers::OfferedSlot& slot : page_.offer.slots) {
            text +=
                accept(iso(slot.arrives), either("同意 ", "I come on ") + local(slot.arrives) +
                                              either("，停留 ", ", for ") + hours(slot.stay_min));
        }
        if (page_.offer.slots.empty()) {
            text += accept("any", either("同意", "I accept"));
        }
        return text + "<fieldset><legend>" + either("希望改到", "Another time") +
               "</legend><input type=\"datetime-local\" name=\"wish\"><textarea name=\"words\" "
               "rows=\"3\" maxlength=\"500\"></textarea><button>" +
               either("提交", "Send") + "</button></fieldset></form>\n";
    }

    std::string workshop() const {
        const due::Workshop& it = page_.workshop;
        std::string text = it.name.empty() ? it.key : it.name;
        for (const std::string& more : {it.phone, it.address}) {
            text += (text.empty() || more.empty() ? "" : " · ") + more;
        }
        return text.empty() ? "" : "<p>" + escaped(text) + "</p>\n";
    }

    const VisitPage& page_;
};

}  // namespace

std::string visit_page(const VisitPage& page) {
    return VisitPainter(page).paint();
}

}  // namespace roadworthy::http
