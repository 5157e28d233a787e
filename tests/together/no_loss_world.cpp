#include "tests/together/no_loss_world.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "agent/uplink/outbox/outbox_file.hpp"
#include "backend/ingest/intake.hpp"
#include "backend/ingest/unpack.hpp"
#include "backend/ingest/watermarks.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "common/topics.hpp"
#include "common/wire/answer_cbor.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::together {
namespace {

namespace fs = std::filesystem;

std::uint64_t mark_of(const wire::Bytes& payload) {
    return fnv1a64({reinterpret_cast<const char*>(payload.data()), payload.size()});
}

void remove_database(const fs::path& path) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
        fs::remove(path.string() + suffix);
    }
}

}  // namespace

World::World(fs::path folder, const fs::path& template_database, std::uint64_t seed)
    : folder_(std::move(folder)), random_(seed), wall_(make::time("2026-01-01")) {
    fs::copy_file(template_database, folder_ / "backend.db");
    open_backend();
    open_truck();
    connect();
}

void World::step() {
    monotonic_ += std::chrono::milliseconds{random_() % 30'000};
    wall_ += std::chrono::milliseconds{random_() % 30'000};
    switch (random_() % 40) {
        case 0:
            return kill_truck();
        case 1:
            return kill_backend();
        case 2:
            return back_up();
        case 3:
            return random_() % 3 == 0 ? restore() : flush_backend();
        case 4:
            return random_() % 4 == 0 ? wipe_truck() : connect();
        case 5:
            is_agent_newer_ = random_() % 3 == 0;  // or: the backend has been upgraded
            return;
        case 6:
            monotonic_ += std::chrono::minutes{random_() % 90};
            return;
        case 7:
            return say(intake_->answers(wall_));
        case 8:
        case 9:
        case 10:
        case 11:
        case 12:
            return store_reports();
        default:
            send(1 + random_() % 3);
            deliver_one();
            return deliver_one();
    }
}

// A last report in each stream, for a restored backend learns what it lacks from what comes next.
void World::settle() {
    is_harmless_ = true;
    is_agent_newer_ = false;
    store_reports();
    connect();
    for (int round = 0; round < 300 && !(link_->is_drained() && flying_.empty()); ++round) {
        send(8);
        while (!flying_.empty()) {
            deliver_one();
        }
        monotonic_ += std::chrono::minutes{3};
        wall_ += std::chrono::minutes{3};
        say(intake_->answers(wall_));
    }
}

void World::store_reports() {
    std::vector<uplink::Unnumbered> reports;
    const std::uint64_t count = is_harmless_ ? 2 : 1 + random_() % 6;
    for (std::uint64_t i = 0; i < count; ++i) {
        const bool is_event = is_harmless_ ? i == 0 : random_() % 2 == 0;
        const auto value = static_cast<std::uint32_t>(random_() % 400'000);
        reports.push_back({make::stamp("2026-01-01"),
                           is_event ? ReportBody(make::fault(0, value, 3))
                                    : ReportBody(make::meters({make::odometer(value)}))});
    }
    outbox_->append(reports);
    for (const uplink::Unnumbered& report : reports) {
        auto& kept = stored_[outbox_->state(stream_of(report.body)).id];
        const std::uint64_t number = kept.size() + 1;
        kept.push_back({number, number, report.stamp, report.body});
    }
}

void World::send(std::size_t most) {
    for (std::size_t i = 0; i < most; ++i) {
        const uplink::Outgoing* next = link_->next(monotonic_);
        if (next == nullptr) {
            return;
        }
        wire::Bytes payload = next->payload;
        if (is_agent_newer_) {
            payload = as_newer(std::move(payload));
        }
        fly({.up = {topics::up(truck_, next->stream), std::move(payload)}});
        link_->sent(monotonic_);
    }
}

// As an agent of version 2 would send it: the first pair of a batch is its version.
wire::Bytes World::as_newer(wire::Bytes payload) {
    const std::uint64_t mark = mark_of(payload);
    payload.at(2) = std::byte{2};
    newer_marks_[mark_of(payload)] = mark;
    return payload;
}

wire::Answer World::as_sent(wire::Answer answer) const {
    if (auto* refused = std::get_if<wire::Refused>(&answer)) {
        const auto found = newer_marks_.find(refused->payload_mark);
        if (found != newer_marks_.end()) {
            refused->payload_mark = found->second;
        }
    }
    return answer;
}

void World::fly(Flying flying) {
    if (!is_harmless_ && random_() % 6 == 0) {
        return;
    }
    flying_.push_back(flying);
    if (!is_harmless_ && random_() % 8 == 0) {
        flying_.push_back(std::move(flying));
    }
}

// In order for the most part, as TCP has it; sometimes out of it, as two connections have it.
void World::deliver_one() {
    if (flying_.empty()) {
        return;
    }
    const std::size_t which = !is_harmless_ && random_() % 3 == 0 ? random_() % flying_.size() : 0;
    const Flying flying = flying_[which];
    flying_.erase(flying_.begin() + static_cast<std::ptrdiff_t>(which));
    carry(flying);
}

void World::carry(const Flying& flying) {
    if (!flying.is_down) {
        return take_at_backend(flying.up);
    }
    if (const auto answer = wire::decode_answer(flying.down)) {
        link_->take(as_sent(*answer), monotonic_);
    }
}

void World::take_at_backend(const ingest::Message& message) {
    intake_->take({&message, 1}, wall_);
    say(intake_->answers(wall_));
}

void World::say(const std::vector<ingest::Answer>& answers) {
    for (const ingest::Answer& answer : answers) {
        fly({.up = {}, .down = wire::encode_answer(answer.content), .is_down = true});
    }
}

void World::connect() {
    link_->disconnected();
    link_->connected();
}

void World::kill_truck() {
    link_.reset();
    outbox_.reset();
    open_truck();
    connect();
}

void World::wipe_truck() {
    for (const Stream stream : {Stream::events, Stream::meters}) {
        wiped_.push_back(outbox_->state(stream).id);
    }
    link_.reset();
    outbox_.reset();
    remove_database(folder_ / "outbox.db");
    open_truck();
    connect();
}

void World::open_truck() {
    outbox_.emplace(uplink::OutboxSettings{.path = folder_ / "outbox.db", .ballast_bytes = 0});
    link_.emplace(*outbox_, uplink::LinkSettings{.seed = random_()});
}

void World::kill_backend() {
    intake_.reset();
    open_backend();
}

void World::flush_backend() {
    sql::Transaction transaction(*database_);
    intake_->write();
    transaction.commit();
    intake_->written();
}

void World::back_up() {
    sql::copy_sqlite(*database_, folder_ / "backup.db");
    has_backup_ = true;
}

void World::restore() {
    if (!has_backup_) {
        return;
    }
    intake_.reset();
    database_.reset();
    remove_database(folder_ / "backend.db");
    fs::copy_file(folder_ / "backup.db", folder_ / "backend.db");
    open_backend();
}

void World::open_backend() {
    database_.reset();
    database_ = sql::open_sqlite(folder_ / "backend.db", {});
    intake_.emplace(*database_, counters_);
}

std::string World::fault_of_journal() {
    std::map<StreamId, std::uint64_t> ends;
    for (const store::JournalRow& row : store::rows_after(*database_, 0, 1'000'000)) {
        std::uint64_t& end = ends[row.entry.stream_id];
        const std::string where =
            "stream " + row.entry.stream_id.text() + " number " + std::to_string(end + 1) + ": ";
        if (row.entry.first != end + 1 || row.entry.last < row.entry.first) {
            return where + "the journal has " + std::to_string(row.entry.first) + " to " +
                   std::to_string(row.entry.last) + " there";
        }
        end = row.entry.last;
        auto batch = wire::decode_batch(row.payload);
        if (!batch) {
            return where + batch.error().message;
        }
        const auto& sent = stored_[row.entry.stream_id];
        bool is_same = end <= sent.size();
        ingest::for_each_new(*batch, row.entry.first, [&](const Report& report) {
            is_same = is_same && report.last <= end && report == sent[report.first - 1];
        });
        if (!is_same) {
            return where + "not what the outbox stored";
        }
    }
    for (const auto& [stream, reports] : stored_) {
        const bool is_wiped = std::find(wiped_.begin(), wiped_.end(), stream) != wiped_.end();
        if (!is_wiped && ends[stream] != reports.size()) {
            return "stream " + stream.text() + ": " + std::to_string(reports.size()) +
                   " stored on the truck, the journal ends at " + std::to_string(ends[stream]);
        }
    }
    return {};
}

}  // namespace roadworthy::together
