#pragma once
// The stored form of what an operator says of fault codes in his own words.

#include "backend/faults/catalog/own_words.hpp"
#include "backend/store/forms/stored_form.hpp"

namespace roadworthy::store {

void fields(Is<faults::OwnWords> auto& it, auto& visit) {
    visit(it.language, it.spn, it.fmi, it.source_address, it.model, it.system, it.name, it.notice,
          it.what_to_do, it.is_withdrawn);
}

}  // namespace roadworthy::store
