// Holds a backend's journal against the outboxes of its trucks, after a test that pulled plugs:
// every number that an outbox has given stands in the journal exactly once and in order, and what
// both hold is the same to the byte. Prints one line a stream and what is wrong; exit 1 if anything.
//
//   audit BACKEND.db [TRUCK=OUTBOX.db ...]

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "agent/uplink/outbox/outbox.hpp"
#include "backend/ingest/unpack.hpp"
#include "backend/store/inputs/journal_rows.hpp"
#include "common/ids.hpp"
#include "common/io/sql.hpp"
#include "common/io/sqlite.hpp"
#include "common/report.hpp"
#include "common/wire/report_cbor.hpp"
#include "common/wire/schema.hpp"

using namespace roadworthy;

namespace {

struct StreamKey {
    TruckId truck;
    StreamId id;
    friend auto operator<=>(const StreamKey&, const StreamKey&) = default;
};

struct Journaled {
    std::uint64_t next = 1;  // number that must come
    std::uint64_t gaps = 0;
    std::map<std::uint64_t, wire::Bytes> reports;
};

int faults_found = 0;

void complain(const StreamKey& key, const std::string& words) {
    ++faults_found;
    std::printf("%s %s: %s\n", key.truck.text().c_str(), key.id.text().c_str(), words.c_str());
}

void take(const StreamKey& key, Journaled& journaled, Report report) {
    if (report.first != journaled.next) {
        complain(key, "expected number " + std::to_string(journaled.next) + ", the journal has " +
                          std::to_string(report.first));
    }
    journaled.next = report.last + 1;
    if (std::holds_alternative<GapReport>(report.body)) {
        journaled.gaps += report.last + 1 - report.first;
    } else {
        journaled.reports.emplace(report.first, wire::encode_report(report));
    }
}

std::map<StreamKey, Journaled> read_journal(sql::Connection& connection) {
    std::map<StreamKey, Journaled> streams;
    store::Position after = 0;
    for (auto rows = store::rows_after(connection, after, 1000); !rows.empty();
         rows = store::rows_after(connection, after, 1000)) {
        for (const auto& row : rows) {
            after = row.position;
            if (row.entry.kind != store::EntryKind::reports) {
                continue;
            }
            const StreamKey key{*row.entry.truck, row.entry.stream_id};
            auto batch = wire::decode_batch(row.payload);
            if (!batch || !batch->unreadable.empty()) {
                complain(key, "a batch in the journal cannot be read whole");
                continue;
            }
            ingest::for_each_new(*batch, row.entry.first, [&](Report&& report) {
                take(key, streams[key], std::move(report));
            });
        }
    }
    return streams;
}

void hold_against(const TruckId& truck, uplink::Outbox& outbox, Stream stream,
                  std::map<StreamKey, Journaled>& streams) {
    const uplink::StreamState state = outbox.state(stream);
    const StreamKey key{truck, state.id};
    Journaled& journaled = streams[key];
    if (journaled.next != state.newest + 1) {
        complain(key, "the outbox has given " + std::to_string(state.newest) +
                          ", the journal ends at " + std::to_string(journaled.next - 1));
    }
    std::uint64_t compared = 0;
    for (std::uint64_t next = 1; next <= state.newest;) {
        for (const Report& report : outbox.read(stream, next, 512)) {
            next = report.last + 1;
            const auto found = journaled.reports.find(report.first);
            if (std::holds_alternative<GapReport>(report.body) ||
                found == journaled.reports.end()) {
                continue;
            }
            ++compared;
            if (found->second != wire::encode_report(report)) {
                complain(key, "number " + std::to_string(report.first) + " differs");
            }
        }
    }
    std::printf(
        "%s %s: outbox %llu, journal %llu, of them gaps %llu, compared %llu\n",
        truck.text().c_str(), key.id.text().c_str(), static_cast<unsigned long long>(state.newest),
        static_cast<unsigned long long>(journaled.next - 1),
        static_cast<unsigned long long>(journaled.gaps), static_cast<unsigned long long>(compared));
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) {
        return 2;
    }
    const auto backend = sql::open_sqlite(words[1], {});
    auto streams = read_journal(*backend);
    for (int i = 2; i < count; ++i) {
        const std::string pair = words[i];
        const auto split = pair.find('=');
        const auto truck = TruckId::from(pair.substr(0, split));
        if (!truck || split == std::string::npos) {
            return 2;
        }
        uplink::Outbox outbox({.path = pair.substr(split + 1)});
        hold_against(*truck, outbox, Stream::events, streams);
        hold_against(*truck, outbox, Stream::meters, streams);
    }
    std::printf("%zu streams, %d faults\n", streams.size(), faults_found);
    return faults_found == 0 ? 0 : 1;
}
