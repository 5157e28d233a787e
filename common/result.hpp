#pragma once
// What outsiders can get wrong returns Result<T>: a value, or an Error that says what was expected
// and what came. What the world can break (disk, database, socket) throws instead.

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace roadworthy {

struct Error {
    std::string message;
    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) {
    return tl::unexpected<Error>(Error{std::move(message)});
}

}  // namespace roadworthy
