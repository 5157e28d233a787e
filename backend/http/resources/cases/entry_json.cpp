#include "backend/http/resources/cases/entry_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "backend/cases/entries.hpp"
#include "backend/cases/names.hpp"
#include "backend/http/resources/json.hpp"
#include "common/ids.hpp"
#include "common/result.hpp"
#include "common/time.hpp"

namespace roadworthy::http {
namespace {

using enum FieldKind;
constexpr std::array<EntryField, 33> fields = {{{"opened", "kind", text},
                                                {"opened", "caller", text},
                                                {"opened", "phone", text},
                                                {"opened", "words", text},
                                                {"opened", "where", text},
                                                {"opened", "latitude", degrees},
                                                {"opened", "longitude", degrees},
                                                {"opened", "happened_at", time},
                                                {"reached", "stage", text},
                                                {"owned", "owner", text},
                                                {"owned", "words", text},
                                                {"note", "words", text},
                                                {"link", "url", text},
                                                {"link", "title", text},
                                                {"next_step", "words", text},
                                                {"next_step", "due_on", day},
                                                {"paused", "reason", text},
                                                {"paused", "words", text},
                                                {"estimate", "ready_at", time},
                                                {"estimate", "words", text},
                                                {"answer", "is_accepted", yes_no},
                                                {"answer", "wish_at", time},
                                                {"answer", "words", text},
                                                {"joined", "into", text},
                                                {"withdrawn", "withdraws", text},
                                                {"closed", "cause", text},
                                                {"closed", "action", text},
                                                {"closed", "parts", texts},
                                                {"closed", "labour_min", whole},
                                                {"closed", "cost_minor", whole},
                                                {"closed", "currency", text},
                                                {"closed", "paid_by", text},
                                                {"closed", "alert", text}}};
constexpr double parts_of_a_degree = 1e7;

// Reads the fields of one body; the first thing that is wrong is kept.
class Body {
public:
    explicit Body(const Json& json) : json_(json) {}

    const std::optional<std::string>& wrong() const { return wrong_; }
    void refuse(const std::string& why) {
        if (!wrong_) {
            wrong_ = why;
        }
    }

    std::string text(const char* name) { return text_if(name).value_or(""); }
    std::optional<std::string> text_if(const char* name) {
        const Json* value = find(name);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_string()) {
            refuse(std::string(name) + ": expected text");
            return std::nullopt;
        }
        return value->get<std::string>();
    }
    std::vector<std::string> texts(const char* name) {
        std::vector<std::string> all;
        const Json* value = find(name);
        if (value != nullptr && !value->is_array()) {
            refuse(std::string(name) + ": expected a list of texts");
            return all;
        }
        for (const Json& one : value == nullptr ? Json::array() : *value) {
            if (!one.is_string()) {
                refuse(std::string(name) + ": expected a list of texts");
                return all;
            }
            all.push_back(one.get<std::string>());
        }
        return all;
    }
    std::optional<std::int64_t> whole(const char* name) {
        const Json* value = find(name);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_number_integer()) {
            refuse(std::string(name) + ": expected a whole number");
            return std::nullopt;
        }
        return value->get<std::int64_t>();
    }
    std::optional<std::int64_t> degrees_e7(const char* name, double most) {
        const Json* value = find(name);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_number() || std::abs(value->get<double>()) > most) {
            refuse(std::string(name) + ": expected degrees");
            return std::nullopt;
        }
        return std::llround(value->get<double>() * parts_of_a_degree);
    }
    bool yes(const char* name) {
        const Json* value = find(name);
        if (value == nullptr || !value->is_boolean()) {
            refuse(std::string(name) + ": expected true or false");
            return false;
        }
        return value->get<bool>();
    }
    std::optional<Time> time(const char* name) {
        const auto value = text_if(name);
        return value ? kept(name, parse_time(*value)) : std::nullopt;
    }
    Time required_time(const char* name) {
        if (find(name) == nullptr) {
            refuse(std::string(name) + ": expected a time like 2026-11-23T21:30:00Z");
        }
        return time(name).value_or(Time{});
    }
    std::optional<Day> day(const char* name) {
        const auto value = text_if(name);
        return value ? kept(name, parse_day(*value)) : std::nullopt;
    }
    template <class Id>
    std::optional<Id> id(const char* name) {
        const auto value = text_if(name);
        return value ? kept(name, Id::from(*value)) : std::nullopt;
    }
    template <class Id>
    Id required_id(const char* name) {
        if (find(name) == nullptr) {
            refuse(std::string(name) + ": a value is expected");
        }
        auto found = id<Id>(name);
        return found ? std::move(*found) : Id::from("?").value();
    }
    template <class Enum>
    std::optional<Enum> word(const char* name, std::span<const std::string_view> words) {
        const auto value = text_if(name);
        if (!value) {
            return std::nullopt;
        }
        const auto found = cases::named_in<Enum>(words, *value);
        if (!found) {
            std::string known;
            for (const std::string_view one : words) {
                known += (known.empty() ? "" : ", ") + std::string(one);
            }
            refuse(std::string(name) + ": expected one of " + known + ", got \"" + *value + '"');
        }
        return found;
    }
    template <class Enum>
    Enum required_word(const char* name, std::span<const std::string_view> words) {
        if (find(name) == nullptr) {
            refuse(std::string(name) + ": a value is expected");
        }
        return word<Enum>(name, words).value_or(Enum{});
    }

private:
    const Json* find(const char* name) const {
        const auto found = json_.find(name);
        return found == json_.end() || found->is_null() ? nullptr : &*found;
    }
    template <class T>
    std::optional<T> kept(const char* name, Result<T> value) {
        if (!value) {
            refuse(std::string(name) + ": " + value.error().message);
            return std::nullopt;
        }
        return std::move(*value);
    }

    const Json& json_;
    std::optional<std::string> wrong_;
};

cases::Opened opened_in(Body& body) {
    cases::Opened said{.kind = body.word<cases::CaseKind>("kind", cases::case_kinds())
                                   .value_or(cases::CaseKind::breakdown),
                       .caller = body.text("caller"),
                       .phone = body.text("phone"),
                       .words = body.text("words"),
                       .where = body.text("where"),
                       .place = {},
                       .happened = body.time("happened_at")};
    const auto latitude = body.degrees_e7("latitude", 90);
    const auto longitude = body.degrees_e7("longitude", 180);
    if (latitude.has_value() != longitude.has_value()) {
        body.refuse("latitude, longitude: expected both or neither");
    } else if (latitude) {
        said.place = cases::Place{*latitude, *longitude};
    }
    return said;
}

cases::Closed closed_in(Body& body) {
    return {.cause = body.text("cause"),
            .action = body.text("action"),
            .parts = body.texts("parts"),
            .labour_min = body.whole("labour_min"),
            .cost_minor = body.whole("cost_minor"),
            .currency = body.text("currency"),
            .paid_by = body.word<cases::PaidBy>("paid_by", cases::payers()),
            .alert = body.word<cases::Usefulness>("alert", cases::usefulness())
                         .value_or(cases::Usefulness::unknown)};
}

// In the order of cases::sayings.
cases::Said said_in(Body& body, std::size_t what) {
    switch (what) {
        case 0:
            return opened_in(body);
        case 1:
            return cases::Reached{body.required_word<cases::Stage>("stage", cases::stages())};
        case 2:
            return cases::Owned{body.text("owner"), body.text("words")};
        case 3:
            return cases::Note{body.text("words")};
        case 4:
            return cases::Link{body.text("url"), body.text("title")};
        case 5:
            return cases::NextStep{body.text("words"), body.day("due_on")};
        case 6:
            return cases::Paused{
                body.required_word<cases::PauseReason>("reason", cases::pause_reasons()),
                body.text("words")};
        case 7:
            return cases::Resumed{};
        case 8:
            return cases::Estimate{body.required_time("ready_at"), body.text("words")};
        case 9:
            return cases::Answer{body.yes("is_accepted"), body.time("wish_at"), body.text("words")};
        case 10:
            return cases::Joined{body.required_id<cases::CaseId>("into")};
        case 11:
            return cases::KeptApart{};
        case 12:
            return cases::Withdrawn{body.required_id<cases::EntryId>("withdraws")};
        default:
            return closed_in(body);
    }
}

bool belongs(std::string_view name, std::string_view say) {
    if (name == "say" || name == "entry" || name == "at" || name == "by") {
        return true;
    }
    return std::ranges::any_of(entry_fields(), [&](const EntryField& field) {
        return field.say == say && field.name == name;
    });
}

struct PutSaid {
    Json& json;

    void operator()(const cases::Opened& said) const {
        json["kind"] = cases::name_in(cases::case_kinds(), said.kind);
        json["caller"] = said.caller;
        json["phone"] = said.phone;
        json["words"] = said.words;
        json["where"] = said.where;
        const auto degrees_of = [](std::int64_t e7) {
            return static_cast<double>(e7) / parts_of_a_degree;
        };
        json["latitude"] = said.place ? Json(degrees_of(said.place->latitude_e7)) : Json(nullptr);
        json["longitude"] = said.place ? Json(degrees_of(said.place->longitude_e7)) : Json(nullptr);
        json["happened_at"] = json_of(said.happened);
    }
    void operator()(const cases::Reached& said) const {
        json["stage"] = cases::name_in(cases::stages(), said.stage);
    }
    void operator()(const cases::Owned& said) const {
        json["owner"] = said.owner;
        json["words"] = said.words;
    }
    void operator()(const cases::Note& said) const { json["words"] = said.words; }
    void operator()(const cases::Link& said) const {
        json["url"] = said.url;
        json["title"] = said.title;
    }
    void operator()(const cases::NextStep& said) const {
        json["words"] = said.words;
        json["due_on"] = json_of(said.on);
    }
    void operator()(const cases::Paused& said) const {
        json["reason"] = cases::name_in(cases::pause_reasons(), said.reason);
        json["words"] = said.words;
    }
    void operator()(const cases::Resumed& /*said*/) const {}
    void operator()(const cases::Estimate& said) const {
        json["ready_at"] = iso(said.ready);
        json["words"] = said.words;
    }
    void operator()(const cases::Answer& said) const {
        json["is_accepted"] = said.is_accepted;
        json["wish_at"] = json_of(said.wish);
        json["words"] = said.words;
    }
    void operator()(const cases::Joined& said) const { json["into"] = said.into.text(); }
    void operator()(const cases::KeptApart& /*said*/) const {}
    void operator()(const cases::Withdrawn& said) const { json["withdraws"] = said.entry.text(); }
    void operator()(const cases::Closed& said) const {
        json["cause"] = said.cause;
        json["action"] = said.action;
        json["parts"] = said.parts;
        json["labour_min"] = json_of(said.labour_min);
        json["cost_minor"] = json_of(said.cost_minor);
        json["currency"] = said.currency;
        json["paid_by"] =
            said.paid_by ? Json(cases::name_in(cases::payers(), *said.paid_by)) : Json(nullptr);
        json["alert"] = cases::name_in(cases::usefulness(), said.alert);
    }
};

}  // namespace

std::span<const EntryField> entry_fields() {
    return fields;
}

Result<cases::CaseEntry> entry_from_json(const Json& body, const EntryDefaults& defaults) {
    if (!body.is_object()) {
        return fail("expected an object that says something of a case");
    }
    Body read(body);
    const std::string say = read.text("say");
    const auto what = cases::named_in<std::size_t>(cases::sayings(), say);
    if (!what) {
        read.required_word<std::size_t>("say", cases::sayings());
        return fail(read.wrong().value_or("say: a value is expected"));
    }
    for (const auto& [name, value] : body.items()) {
        if (!belongs(name, say)) {
            return fail("\"" + name + "\" is no field of what is said by \"" + say + '"');
        }
    }
    const auto id = read.id<cases::EntryId>("entry");
    cases::CaseEntry entry{.at = read.time("at").value_or(defaults.at),
                           .said = said_in(read, *what),
                           .about = defaults.about,
                           .id = id ? *id : defaults.id.value_or(cases::EntryId::from("?").value()),
                           .by = read.text_if("by").value_or(defaults.by)};
    if (!id && !defaults.id) {
        read.refuse("entry: expected an id that is new, so that a repetition is known as one");
    }
    if (read.wrong()) {
        return fail(*read.wrong());
    }
    return entry;
}

Json entry_json(const cases::CaseEntry& entry) {
    Json json = {{"entry", entry.id.text()},
                 {"at", iso(entry.at)},
                 {"by", entry.by},
                 {"about", entry.about.text()},
                 {"say", cases::sayings()[entry.said.index()]}};
    put_said(json, entry.said);
    return json;
}

void put_said(Json& json, const cases::Said& said) {
    std::visit(PutSaid{json}, said);
}

}  // namespace roadworthy::http
