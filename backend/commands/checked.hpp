#pragma once
// What outsiders can get wrong ends a command with its words.

#include <stdexcept>
#include <string>
#include <utility>

#include "common/result.hpp"

namespace roadworthy::backend {

template <class T>
T checked(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().message);
    }
    return std::move(*result);
}

// Of a file that the command line names.
std::string content_of(const std::string& path);

}  // namespace roadworthy::backend
