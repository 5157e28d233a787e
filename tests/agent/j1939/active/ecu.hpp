#pragma once
// An ECU for tests: claims its address, talks, and answers requests as J1939-21 says, long answers
// to one asker by RTS/CTS.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "agent/can/frame.hpp"
#include "agent/j1939/message.hpp"
#include "common/time.hpp"
#include "tests/agent/j1939/transfers.hpp"

namespace roadworthy::j1939::transfers {

class Ecu {
public:
    Ecu(std::uint8_t address, std::map<std::uint32_t, Bytes> answers)
        : address_(address), answers_(std::move(answers)) {}

    // What it sends upon a frame that it hears.
    Frames hear(const can::Frame& frame) {
        Frames said;
        const Message message = message_of(frame);
        if (message.destination != address_ && message.destination != to_all) {
            return said;
        }
        if (message.pgn == 59904) {
            answer(pgn_in(frame.data, 0), message, said);
        } else if (message.pgn == 60416 && message.source_address == asker_) {
            hear_word(frame, said);
        }
        return said;
    }
    // The packets of each window that it leaves out the first time: numbers from 1.
    std::map<std::size_t, int> to_lose;
    std::size_t acknowledged = 0;
    std::size_t aborted = 0;
    std::size_t asked = 0;

private:
    void answer(std::uint32_t pgn, const Message& request, Frames& said) {
        ++asked;
        const Ends to_asker{.source = address_, .destination = request.source_address};
        const auto found = answers_.find(pgn);
        if (found == answers_.end()) {
            if (request.destination != to_all) {
                said.push_back(frame(59392, {.source = address_},
                                     {1, 0xFF, 0xFF, 0xFF, request.source_address, byte_of(pgn),
                                      byte_of(pgn, 1), byte_of(pgn, 2)},
                                     0ms));
            }
            return;
        }
        if (found->second.size() <= 8) {
            said.push_back(frame(pgn, {.source = address_}, found->second, 0ms));
        } else if (request.destination == to_all) {
            for (const can::Frame& each :
                 transfer(found->second, {.pgn = pgn, .ends = {.source = address_}})) {
                said.push_back(each);
            }
        } else {
            asker_ = request.source_address;
            pgn_ = pgn;
            said.push_back(connection(16, found->second.size(), pgn, to_asker, 0ms));
        }
    }
    void hear_word(const can::Frame& word, Frames& said) {
        if (pgn_in(word.data, 5) != pgn_) {
            return;
        }
        const Ends to_asker{.source = address_, .destination = *asker_};
        if (word.data[0] == 17) {
            for (std::size_t index = 0; index < word.data[1]; ++index) {
                const std::size_t number = word.data[2] + index;
                if (to_lose[number]-- <= 0) {
                    said.push_back(packet(number, answers_.at(pgn_), to_asker, 0ms));
                }
            }
        } else if (word.data[0] == 19) {
            ++acknowledged;
            asker_.reset();
        } else if (word.data[0] == 255) {
            ++aborted;
            asker_.reset();
        }
    }

    std::uint8_t address_;
    std::map<std::uint32_t, Bytes> answers_;
    std::optional<std::uint8_t> asker_;  // of the long answer under way
    std::uint32_t pgn_ = 0;
};

}  // namespace roadworthy::j1939::transfers
