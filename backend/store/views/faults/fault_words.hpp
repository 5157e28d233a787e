#pragma once
// What fault codes mean, for one reader: the built-in catalogue, and before it what the operator has
// entered. Words are nobody's rows: whoever may ask at all may read them.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "backend/faults/catalog/description.hpp"
#include "backend/faults/catalog/own_words.hpp"
#include "common/io/sql.hpp"

namespace roadworthy::views {

class FaultWords {
public:
    // `language` is a BCP 47 tag in small letters (faults::language_tag).
    FaultWords(sql::Connection& connection, std::string language);

    // Reads what the operator says of an SPN when it is first asked for.
    faults::Description describe(const faults::Code& code);
    // That of the words which are not the operator's.
    faults::Tongue tongue() const { return faults::tongue_for(language_); }

private:
    void read(std::uint32_t spn);

    sql::Connection& connection_;
    std::string language_;
    std::vector<faults::OwnWords> own_;
    std::set<std::uint32_t> read_;
};

}  // namespace roadworthy::views
