#include "backend/commands/views/visit_tables.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/customers/visit_offer.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/exchange/say/case_words.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::CaseWord;
using exchange::Language;
using exchange::TextTable;
using exchange::Word;

// SA/SPN/FMI.
std::string codes(const std::vector<FaultKey>& faults, const Writer& writer) {
    std::string all = writer.say(Word::fault);
    for (const FaultKey& key : faults) {
        all += ' ' + std::to_string(key.source_address) + '/' + std::to_string(key.spn) + '/' +
               std::to_string(key.fmi);
    }
    return all;
}

std::string jobs(const customers::ProposedVisit& visit, const Writer& writer) {
    std::string all;
    for (const customers::VisitJob& job : visit.jobs) {
        all += all.empty() ? "" : writer.reader().language == Language::zh ? "、" : ", ";
        all += job.item.empty() ? codes(job.faults, writer)
                                : writer.item(job.rule ? &*job.rule : nullptr, job.item);
    }
    return all;
}

// 2026-11-28 13:00 (83 %): the share of the stay in which the truck would have stood anyway.
std::string best_slot(const customers::ProposedVisit& visit) {
    if (visit.slots.empty()) {
        return "";
    }
    const due::Slot& slot = visit.slots.front();
    std::string text = minute(slot.day + std::chrono::hours{slot.hour});
    if (slot.weeks > 0 && slot.stay.count() > 0) {
        text += " (" + std::to_string(100 * (slot.stay - slot.lost).count() / slot.stay.count()) +
                " %)";
    }
    return text;
}

// 同意 2026-11-28 01:00, wishes another time 2026-11-30 00:00
std::string said(const customers::VisitAnswer& answer, const Writer& writer) {
    return writer.say(answer.is_accepted ? CaseWord::accepted : CaseWord::another_time) +
           (answer.when ? ' ' + minute(*answer.when) : "") +
           (answer.words.empty() ? "" : " " + exchange::printable(answer.words));
}

std::string answer_to(const customers::VisitId& visit, const views::TruckVisits& of,
                      const Writer& writer) {
    const auto found = std::ranges::find(of.answers, visit, &customers::VisitAnswer::visit);
    return found == of.answers.end() ? "" : said(*found, writer);
}

std::string visits_table(const std::vector<views::TruckVisits>& trucks, const Writer& writer) {
    TextTable table(joined(label_columns(writer), {writer.column(Word::workshop),
                                                   writer.column(Word::visit_between),
                                                   writer.column(Word::jobs),
                                                   writer.column(Word::best_time),
                                                   writer.column(Word::standing, Align::right),
                                                   writer.column(Word::saved, Align::right),
                                                   writer.column(Word::visit),
                                                   {writer.say(CaseWord::answer), Align::left}}));
    for (const views::TruckVisits& truck : trucks) {
        for (const customers::ProposedVisit& visit : truck.proposal.visits) {
            const customers::VisitId id = customers::visit_id(visit);
            table.add(
                joined(label_cells(truck.truck),
                       {truck.truck.workshop, iso(visit.visit.from) + ".." + iso(visit.visit.until),
                        jobs(visit, writer), best_slot(visit), in_hours(visit.visit.standing),
                        in_hours(visit.saved()), id.text(), answer_to(id, truck, writer)}));
        }
    }
    return table.text();
}

std::string unplanned_table(const std::vector<views::TruckVisits>& trucks, const Writer& writer) {
    TextTable table({writer.column(Word::truck), writer.column(Word::not_planned),
                     writer.column(Word::reasons)});
    bool is_empty = true;
    for (const views::TruckVisits& truck : trucks) {
        for (const customers::Unplanned& one : truck.proposal.unplanned) {
            table.add({truck.truck.id.text(),
                       one.item.empty() ? codes(one.faults, writer)
                                        : writer.item(one.rule ? &*one.rule : nullptr, one.item),
                       writer.say(one.because)});
            is_empty = false;
        }
    }
    return is_empty ? "" : '\n' + table.text();
}

}  // namespace

std::string answers_table(const std::vector<views::AnsweredVisit>& answers, Reader reader) {
    const Writer writer(std::move(reader));
    TextTable table(joined(label_columns(writer), {writer.column(Word::visit),
                                                   writer.column(Word::heard),
                                                   {writer.say(CaseWord::answer), Align::left}}));
    for (const views::AnsweredVisit& one : answers) {
        table.add(joined(label_cells(one.truck), {one.answer.visit.text(), minute(one.answer.at),
                                                  said(one.answer, writer)}));
    }
    return answers.empty() ? writer.say(Word::no_visits) + '\n' : table.text();
}

std::string visit_tables(const std::vector<views::TruckVisits>& trucks, Reader reader) {
    const Writer writer(reader);
    return trucks.empty() ? writer.say(Word::no_visits) + '\n'
                          : visits_table(trucks, writer) + unplanned_table(trucks, writer);
}

}  // namespace roadworthy::backend
