#pragma once
// What a dealer's files say. A header is required, its order is free, a column that is not known is
// an error, an optional one may be missing or empty. Days are 2026-11-22, times 2026-11-22T21:30Z
// (UTC). Columns marked * are required.
//
//   customers  customer* dealer* name* contact phone language (zh, en)
//              tier (ordinary, vip, prospect)
//   trucks     truck* vin plate model engine segment duty plan delivered_on workshop agreement
//              agreement_until_on customer owned_from
//              A truck may stand in several lines, one an owner, otherwise alike. Without
//              owned_from it is the customer's since it was delivered, or else since ever.
//   plans      plan* version* item* name_zh name_en; of each first_, every_, tolerance_ and early_:
//              km h days l; labour_min, counting (actual, anniversary), season (by home workshop:
//              W2 04-01;* 06-15), bring (licence;keys), parts (LF9080;CI-4 x 42.5),
//              service_component (SPN 911 to 913), for_model for_engine for_segment for_duty
//              (T7H;T5G, or * for any)
//              One line an item; the lines of a plan follow one another, and go in together or not
//              at all. The first says for which trucks the plan is the template; where all four
//              are empty, only for those that name it.
//   services   truck* item* done_at* odometer_km engine_h workshop cost note
//              void (no, yes: it was not done then, for good), arrived left (when it stood in the
//              workshop for it: planned standstill; both or neither), visit reason (planned, repair,
//              breakdown, recall, complaint) parts labour_h parts_cost labour_cost warranty (no, yes)
//              by vmrs_system vmrs_assembly vmrs_component vmrs_failure vmrs_work
//              What stands from `visit` on is kept beside the fact (record/record_csv.hpp).
//   readings   truck* at* odometer_km engine_h by
//   levels     truck* from* odometer_km engine_h life_km life_h spn source_address
//              state (holds, withdrawn) by
//              From then on the instrument shows so much (odometer or hours), where life to date is
//              so much, or goes on. Without a source: the one that is followed then. The last word
//              about a truck, a source and a time holds.
//   recalls    recall* vin* name_zh name_en due_on labour_min bring parts as_of withdrawn (no, yes)
//              One line a VIN; what the recall is stands in its first line, or in each. The word about
//              a VIN with the latest as_of holds (left out: now); of the same time, the withdrawal.
//              Read by plans/recall_import.hpp: these files are long.
//   overrides  truck* item* from* excluded (no, yes), first_, every_, tolerance_ and early_ as in
//              plans, counting, due_on, note, name_zh name_en
//              What holds for this truck; what is empty is as in its plan. The latest `from` holds.
//   quiet-days from* until* weight
//              The calendar as a whole: from then until then (days are their midnight) a day counts
//              as so much of a usual one; 0.1 where it is empty. The last file holds.
//   workshops  workshop* (as the trucks' is) name dealer utc_offset (+08:00, all year) mon tue wed thu
//              fri sat sun (08:00-18:00 in whole hours, closed), closed_on (2026-10-01/2026-10-07;
//              2027-01-01, both days included), mechanics (at one truck), hand_over_min (of standing
//              beside the work), phone, address
//              What is empty is as in a workshop that nobody has entered: +08:00, Monday to Saturday
//              08:00-18:00, one mechanic, 120 minutes.
//   catalog    language* (BCP 47: de, pt-BR) spn fmi source_address model system name notice do
//              withdrawn (no, yes)
//              What a fault code is called, what the driver notices, what to do. A row is about an SPN
//              with any FMI, about the two together, or about an FMI with any SPN; for one source
//              address or model, or for all. What is empty is as it would be without the row. The last
//              word about the same language, SPN, FMI, source address and model holds; one that is
//              withdrawn says nothing any more.
//   rules      version* rule* action (log, at_next_service, workshop_soon, stop_now) effect (at_least,
//              at_most, off) spn (100;110-118) system (keys of the catalogue: brakes;steering) fmi
//              source_address lamp (red_stop, amber_warning, protect, mil) flash (slow, fast)
//              times_in_30_days flaps occurrences open_days model customer within_days within_km
//              name_zh name_en
//              A set of rules over the built-in ones, as a whole or not at all; a changed set needs a
//              higher version. A rule of a built-in key takes its place, `off` takes it away.
//   repairs    truck* repair* done_at* faults* (SPN, SPN/FMI or SOURCE/SPN/FMI; several with ;)
//              odometer_km by words void (no, yes: for good)
//   warranties truck* warranty* starts_on* months ends_on km_limit covers (all, or systems of the
//              catalogue: engine;brakes) kind (warranty, agreement) name withdrawn (no, yes)
//              What is paid for, one line a paper: months or the last day, and the odometer to which it
//              goes. As `agreement`, what is in the agreement of that name. The last word about a truck's
//              paper holds.
//
// Pure: what must exist already (a truck's customer and plan) is the importer's question.

#include <string_view>
#include <vector>

#include "backend/exchange/csv.hpp"
#include "backend/store/inputs/fact.hpp"
#include "common/time.hpp"

namespace roadworthy::exchange {

enum class FileKind : std::uint8_t {
    customers,
    trucks,
    plans,
    services,
    readings,
    levels,
    overrides,
    workshops,
    quiet_days,
    catalog,
    rules,
    repairs,
    warranties
};

// All facts of one row (of one plan): they go in together.
struct RowFacts {
    std::size_t line = 0;
    std::vector<store::Fact> facts;
};

struct FileFacts {
    std::vector<RowFacts> rows;
    std::vector<RowError> errors;  // in the order of their lines
};

// Nothing in such a file lies more than a day after `now`: clocks and time zones differ.
FileFacts facts_from_csv(FileKind kind, std::string_view text, Time now);

}  // namespace roadworthy::exchange
