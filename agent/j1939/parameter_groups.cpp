#include "agent/j1939/parameter_groups.hpp"

namespace roadworthy::j1939 {

constinit const WantedBits wanted_bits = bits_of(wanted_groups);

}  // namespace roadworthy::j1939
