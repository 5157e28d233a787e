#pragma once
// What Paho does not let us say to OpenSSL, and does not tell us: hooks on every TLS connection
// that this process makes as a client. Paho hides its SSL objects, but OpenSSL calls whoever
// registered extra data when one is made, and again when it is freed (CRYPTO_get_ex_new_index).
//
// What holds for each connection then: TLS 1.2 or newer; the server's name is part of the
// verification, so that a wrong one has a reason; a wrong clock does not lock the unit out; its
// bytes are counted (traffic.hpp).

#include <string>

#include "common/time.hpp"

namespace roadworthy::tls {

void watch();  // from now on, for the whole process; safe to call again

// The time is not before this: of the build, of the last contact, of our own certificate's
// beginning. While the clock says less, or ten years more, it is wrong: then certificates are
// checked as of the floor, and one that is not valid yet is taken for valid, since its issuer
// signed it already. An expired one is refused all the same.
void set_clock_floor(Time floor);
void forget_clock_floor();  // then the clock is believed
bool is_clock_plausible(Time clock, Time floor);

// What happened since the last question.
struct Outcome {
    std::string refusal;  // why a handshake failed, in words; empty: none did
    bool has_shaken_hands = false;
};
Outcome take_outcome();

}  // namespace roadworthy::tls
