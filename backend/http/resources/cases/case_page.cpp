#include "backend/http/resources/cases/case_page.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "backend/cases/case.hpp"
#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/due/visits/workshop.hpp"
#include "backend/exchange/escaped.hpp"
#include "backend/exchange/say/case_words.hpp"
#include "backend/exchange/words.hpp"
#include "backend/http/resources/cases/public_page.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using exchange::escaped;

using exchange::CaseWord;
using exchange::Language;

class Painter {
public:
    explicit Painter(const CasePage& page)
        : page_(page), told_(page.row.told), language_(language_of(page.row)) {}

    std::string paint() const {
        const std::string title =
            page_.row.truck.plate.empty() ? page_.row.truck.id.text() : page_.row.truck.plate;
        return whole_page(title,
                          "<h1>" + escaped(title) + "</h1>\n<p>" + say(told_.kind) + " · " +
                              say(cases::state(told_, page_.now)) + "</p>\n" + progress() +
                              estimate() + answer() + form() + workshop(),
                          language_);
    }

private:
    std::string say(auto what) const { return std::string(exchange::word(what, language_)); }
    std::string either(const char* zh, const char* en) const {
        return language_ == Language::zh ? zh : en;
    }
    std::string local(Time time) const {
        std::string text = iso(page_.workshop.local(time)).substr(0, 16);
        text[10] = ' ';
        return text;
    }

    // The stages that it has reached, each as it was reached last; what is to come after them.
    std::string progress() const {
        std::string list = "<h2>" + say(CaseWord::stage) + "</h2>\n<ol>\n";
        list += item(cases::Stage::reported, told_.heard);
        for (const cases::StageTime& stage : told_.stages) {
            if (stage.at <= page_.now && stage.stage != cases::Stage::reported) {
                list += item(stage.stage, stage.at);
            }
        }
        if (told_.closed && *told_.closed <= page_.now) {
            list += "<li class=\"done\">" + say(cases::CaseState::closed) + ' ' +
                    local(*told_.closed) + "</li>\n";
        }
        return list + "</ol>\n";
    }
    std::string item(cases::Stage stage, Time at) const {
        return "<li class=\"done\">" + say(stage) + ' ' + local(at) + "</li>\n";
    }

    std::string estimate() const {
        if (!told_.estimate) {
            return "<p>" +
                   either("预计完成时间待通知。", "Nobody can say yet when it will be ready.") +
                   "</p>\n";
        }
        return "<h2>" + say(CaseWord::estimate) + "</h2>\n<p>" + local(told_.estimate->ready) +
               "<br>" + escaped(told_.estimate->words) + "</p>\n";
    }

    std::string answer() const {
        if (!told_.answer) {
            return "";
        }
        std::string text = told_.answer->is_accepted
                               ? either("您已同意。", "You have accepted.")
                               : either("您希望改期。", "You wish another time.");
        if (told_.answer->wish) {
            text += ' ' + local(*told_.answer->wish);
        }
        return "<p>" + text + ' ' + escaped(told_.answer->words) + "</p>\n";
    }

    std::string form() const {
        const auto state = cases::state(told_, page_.now);
        if (!told_.estimate || state == cases::CaseState::closed ||
            state == cases::CaseState::cleared_by_itself) {
            return "";
        }
        return "<form method=\"post\" action=\"" + escaped(page_.answer_path) +
               "\"><input type=\"hidden\" name=\"entry\" value=\"link " +
               std::to_string(milliseconds_of(page_.now)) +
               "\">\n<p><button name=\"say\" value=\"accept\">" + either("同意", "I accept") +
               "</button></p>\n<fieldset><legend>" + either("希望改到", "Another time") +
               "</legend><input type=\"datetime-local\" name=\"wish\"><textarea name=\"words\" "
               "rows=\"3\" maxlength=\"500\"></textarea><button name=\"say\" value=\"wish\">" +
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

    const CasePage& page_;
    const cases::Case& told_;
    Language language_;
};

}  // namespace

exchange::Language language_of(const views::CaseEntryRow& row) {
    return exchange::language_of(row.language).value_or(Language::zh);
}

std::string case_page(const CasePage& page) {
    return Painter(page).paint();
}

}  // namespace roadworthy::http
