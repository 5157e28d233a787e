#pragma once
// The views as tables for a terminal, in the words of one language.

#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/customers/customer_record.hpp"
#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/description.hpp"
#include "backend/store/views/due/due_list.hpp"
#include "backend/store/views/faults/fault_list.hpp"
#include "backend/store/views/faults/fault_words.hpp"
#include "backend/store/views/plan_book.hpp"

namespace roadworthy::backend {

std::string due_table(const std::vector<views::DueEntry>& entries, Reader reader);
std::string fault_table(const std::vector<views::FaultEntry>& entries, views::FaultWords& words,
                        Reader reader);
// A fault code in words, for a terminal.
std::string explanation(const faults::Description& description, faults::Tongue tongue);
// What a record's items and faults are called.
struct Books {
    views::PlanBook& plans;
    views::FaultWords& words;
};
std::string record_text(const customers::CustomerRecord& record, const Books& books, Reader reader);

}  // namespace roadworthy::backend
