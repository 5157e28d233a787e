#pragma once
// One case as its customer reads it on a phone: how far it is, when it will be ready, and his answer.

#include <string>

#include "backend/due/visits/workshop.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/cases/case_list.hpp"
#include "common/time.hpp"

namespace roadworthy::http {

struct CasePage {
    const views::CaseEntryRow& row;
    const due::Workshop& workshop;  // times are those of its clock
    Time now;
    std::string answer_path;  // where the form goes
};

exchange::Language language_of(const views::CaseEntryRow& row);
// Nothing of it comes from anywhere else: no script, no picture, no font.
std::string case_page(const CasePage& page);

}  // namespace roadworthy::http
