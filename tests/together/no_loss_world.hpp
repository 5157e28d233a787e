#pragma once
// One truck, one backend, and a wire that loses, repeats and reorders; all of it moved by hand. The
// outbox, the link, the codec and the intake are the real ones, on real files; what is played here
// is the network, the power and the clock.

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "agent/uplink/link.hpp"
#include "agent/uplink/outbox/outbox.hpp"
#include "backend/ingest/intake.hpp"
#include "common/io/sqlite.hpp"
#include "tests/support/make.hpp"

namespace roadworthy::together {

class World {
public:
    // `folder` is the world's own; `template_database` is a database with its tables and no rows.
    World(std::filesystem::path folder, const std::filesystem::path& template_database,
          std::uint64_t seed);

    void step();    // one thing that may happen
    void settle();  // no more harm: the wire is good, time passes until all is said
    bool is_drained() const { return link_->is_drained(); }
    // What is wrong with the journal, in words; empty if every report is in it once and in order.
    std::string fault_of_journal();

private:
    struct Flying {
        ingest::Message up;  // to the backend, or
        wire::Bytes down;    // to the truck
        bool is_down = false;
        std::uint64_t life = 0;  // of the connection: what an older one carried may still come
    };
    void store_reports();
    void send(std::size_t most);
    void deliver_one();
    void carry(const Flying& flying);
    void take_at_backend(const ingest::Message& message);
    void say(const std::vector<ingest::Answer>& answers);
    void fly(Flying flying);
    wire::Bytes as_newer(wire::Bytes payload);
    wire::Answer as_sent(wire::Answer answer) const;

    void connect();
    void kill_truck();
    void wipe_truck();
    void open_truck();
    void kill_backend();
    void flush_backend();
    void back_up();
    void restore();
    void open_backend();

    std::filesystem::path folder_;
    make::Random random_;
    TruckId truck_ = make::truck_id();
    Time wall_;
    Monotonic monotonic_;
    bool is_harmless_ = false;  // the wire
    bool is_agent_newer_ = false;

    std::optional<uplink::Outbox> outbox_;
    std::optional<uplink::Link> link_;
    std::map<StreamId, std::vector<Report>> stored_;  // that the outbox has said it stored
    std::vector<StreamId> wiped_;

    metrics::Registry registry_;
    ingest::Counters counters_{registry_};
    std::unique_ptr<sql::Connection> database_;
    std::optional<ingest::Intake> intake_;
    bool has_backup_ = false;

    std::vector<Flying> flying_;
    std::map<std::uint64_t, std::uint64_t> newer_marks_;  // of a payload as changed -> as sent
};

}  // namespace roadworthy::together
