#pragma once
// What outsiders can get wrong ends a command with its words.

#include <stdexcept>
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

}  // namespace roadworthy::backend
