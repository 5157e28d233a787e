#include "backend/commands/views/visit_tables.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/customers/jobs.hpp"
#include "backend/customers/visit_plan.hpp"
#include "backend/due/visits/slots.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/due/visit_list.hpp"
#include "common/fault_code.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
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

std::string visits_table(const std::vector<views::TruckVisits>& trucks, const Writer& writer) {
    TextTable table(joined(
        label_columns(writer),
        {writer.column(Word::workshop), writer.column(Word::visit_between),
         writer.column(Word::jobs), writer.column(Word::best_time),
         writer.column(Word::standing, Align::right), writer.column(Word::saved, Align::right)}));
    for (const views::TruckVisits& truck : trucks) {
        for (const customers::ProposedVisit& visit : truck.proposal.visits) {
            table.add(
                joined(label_cells(truck.truck),
                       {truck.truck.workshop, iso(visit.visit.from) + ".." + iso(visit.visit.until),
                        jobs(visit, writer), best_slot(visit), in_hours(visit.visit.standing),
                        in_hours(visit.saved())}));
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

std::string visit_tables(const std::vector<views::TruckVisits>& trucks, Reader reader) {
    const Writer writer(reader);
    return trucks.empty() ? writer.say(Word::no_visits) + '\n'
                          : visits_table(trucks, writer) + unplanned_table(trucks, writer);
}

}  // namespace roadworthy::backend
