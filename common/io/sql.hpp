#pragma once
// The SQL port: what the stores may ask of an engine. SQLite implements it (sqlite.hpp); a
// PostgreSQL-protocol engine comes behind the same port, so statements keep to the subset that both
// share: ? placeholders, INTEGER / TEXT / BLOB / DOUBLE PRECISION, ON CONFLICT, RETURNING, no
// triggers, no engine's own functions.
//
// Errors of the engine throw sql::Failure. Construct a Transaction = begun, destroy = rolled back,
// commit() = meant.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace roadworthy::sql {

// full: no room left for writing. busy: somebody else holds the lock. corrupt: not a sound
// database.
enum class Fault : std::uint8_t { other, full, busy, corrupt, read_only };

class Failure : public std::runtime_error {
public:
    Failure(Fault fault, const std::string& message) : std::runtime_error(message), fault_(fault) {}
    Fault fault() const { return fault_; }

private:
    Fault fault_;
};

using Blob = std::span<const std::byte>;

// A prepared statement. Parameters and columns count from 1 and 0, as the engines have it. Text and
// blobs of a row live until the next step or reset.
class Statement {
public:
    virtual ~Statement() = default;
    Statement() = default;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    virtual void bind_null(int parameter) = 0;
    virtual void bind_integer(int parameter, std::int64_t value) = 0;
    virtual void bind_real(int parameter, double value) = 0;
    virtual void bind_text(int parameter, std::string_view value) = 0;  // copied
    virtual void bind_blob(int parameter, Blob value) = 0;              // copied

    virtual bool step() = 0;  // true: a row stands ready
    virtual void reset() = 0;

    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual Blob blob(int column) const = 0;

    // Binds what it is given, in order: integers, doubles, text, Blob, optionals of these.
    template <class... Values>
    Statement& with(const Values&... values) {
        reset();
        [[maybe_unused]] int parameter = 0;  // NOLINT(misc-const-correctness): counted in the fold
        (bind(++parameter, values), ...);
        return *this;
    }
    // For statements without rows.
    void run() {
        while (step()) {
        }
        reset();
    }

private:
    template <class T>
    void bind(int parameter, const T& value) {
        if constexpr (std::is_same_v<T, std::nullptr_t>) {
            bind_null(parameter);
        } else if constexpr (std::is_floating_point_v<T>) {
            bind_real(parameter, value);
        } else if constexpr (std::is_integral_v<T>) {
            bind_integer(parameter, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_convertible_v<T, std::string_view>) {
            bind_text(parameter, value);
        } else if constexpr (std::is_convertible_v<T, Blob>) {
            bind_blob(parameter, value);
        } else {
            value ? bind(parameter, *value) : bind_null(parameter);
        }
    }
};

class Connection {
public:
    virtual ~Connection() = default;
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
    virtual void execute(std::string_view script) = 0;  // one or more statements without parameters

    // Kept by the connection and prepared once; reset each time it is asked for. One use at a time.
    virtual Statement& prepared(std::string_view sql) = 0;

    virtual void begin() = 0;  // for writing: takes the write lock at once
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual std::int64_t changes() const = 0;  // rows that the last statement changed
};

class Transaction {
public:
    explicit Transaction(Connection& connection) : connection_(connection) { connection_.begin(); }
    ~Transaction() {
        if (!done_) {
            connection_.rollback();
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        connection_.commit();
        done_ = true;
    }

private:
    Connection& connection_;
    bool done_ = false;
};

}  // namespace roadworthy::sql
