#include "backend/commands/care/care_tables.hpp"

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/customers/care/tasks.hpp"
#include "backend/exchange/say/care_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/care/care_list.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::CareWord;
using exchange::Language;

std::string state_of(const views::CareTask& task, const Writer& writer) {
    if (task.standing.is_escalated) {
        return writer.say(CareWord::escalated);
    }
    if (task.standing.is_overdue) {
        return writer.say(CareWord::overdue);
    }
    if (task.stored.task.held) {
        return writer.say(CareWord::waits_for_cap);
    }
    return task.stored.task.put_off ? writer.say(CareWord::put_off) : "";
}

std::string task_line(const views::CareTask& task, const Writer& writer) {
    const care::Task& it = task.stored.task;
    const bool is_chinese = writer.reader().language == Language::zh;
    const std::string state = state_of(task, writer);
    std::string line = "  " + std::to_string(task.stored.number) + "  " + writer.say(it.kind) +
                       "  " + task.truck.id.text() + ' ' + exchange::printable(task.truck.plate) +
                       "  " + exchange::printable(it.which) + "  " + writer.say(CareWord::until) +
                       ' ' + iso(it.until) + (state.empty() ? "" : "  " + state) + '\n';
    for (const care::Outcome& outcome : it.outcomes) {
        line += "      " + iso(outcome.on) + ' ' + writer.say(outcome.kind) + ' ' +
                exchange::printable(outcome.by) + ' ' + exchange::printable(outcome.words) + '\n';
    }
    const std::string& script = is_chinese ? task.script_zh : task.script_en;
    return line + "      " + writer.say(CareWord::script) + ": " + exchange::printable(script) +
           '\n';
}

}  // namespace

std::string care_text(const std::vector<views::CareContact>& contacts, const Reader& reader) {
    const Writer writer(reader);
    if (contacts.empty()) {
        return writer.say(CareWord::nobody_to_call) + '\n';
    }
    std::string all;
    for (const views::CareContact& contact : contacts) {
        all += iso(contact.planned) + "  " + contact.customer.id.text() + "  " +
               exchange::printable(contact.customer.name) + "  " +
               exchange::printable(contact.customer.contact) + "  " +
               exchange::printable(contact.customer.phone) + '\n';
        if (contact.last) {
            all += "  " + writer.say(CareWord::last_contact) + ": " + iso(contact.last->on) + ' ' +
                   writer.say(contact.last->kind) + ' ' + exchange::printable(contact.last->by) +
                   ' ' + exchange::printable(contact.last->words) + '\n';
        }
        for (const views::CareTask& task : contact.tasks) {
            all += task_line(task, writer);
        }
    }
    return all;
}

}  // namespace roadworthy::backend
