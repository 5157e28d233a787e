#pragma once
// One entry about a case in JSON, both ways: {"entry", "at", "by", "say": "reached", "stage": ...}.
// Which fields belong to what is said stands in one table, for programs, the command line and the
// description.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "backend/cases/entries.hpp"
#include "backend/http/resources/json.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

enum class FieldKind : std::uint8_t { text, texts, whole, degrees, yes_no, time, day };

struct EntryField {
    std::string_view say;  // cases::sayings
    std::string_view name;
    FieldKind kind = FieldKind::text;
};
std::span<const EntryField> entry_fields();

// What is not in the body: about which case, and what to take where `at`, `by` and `entry` are left
// out.
struct EntryDefaults {
    cases::CaseId about;
    Time at;
    std::string by;
    std::optional<cases::EntryId> id;
};

// Says which field was expected and what came; a field that does not belong there is an error.
Result<cases::CaseEntry> entry_from_json(const Json& body, const EntryDefaults& defaults);

Json entry_json(const cases::CaseEntry& entry);
// The fields of what is said alone.
void put_said(Json& json, const cases::Said& said);

}  // namespace roadworthy::http
