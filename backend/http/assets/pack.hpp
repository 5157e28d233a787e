#pragma once
// The files of the web pages as they stand in the binary: one pack, which backend/web/tools/pack.mjs
// writes when the program is built. A file is there as it is, and where that is smaller, compressed.

#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace roadworthy::http {

struct Asset {
    std::string_view path;  // as it is asked for: /assets/index-5c0ffee1.js; / is the first page
    std::string_view content_type;
    std::string_view hash;
    std::string_view plain;
    std::string_view gzip;    // empty: not smaller
    std::string_view brotli;  // likewise
};

// A name with a hash in it never means other bytes: who has it, need not ask again.
bool is_immutable(const Asset& asset);

class Pack {
public:
    // `bytes` outlive the pack.
    static Result<Pack> read(std::string_view bytes);

    bool is_empty() const { return assets_.empty(); }
    const Asset* find(std::string_view path) const;  // nullptr: there is none

private:
    std::vector<Asset> assets_;
};

// That of this binary; empty where it was built without the web.
const Pack& embedded_pack();

}  // namespace roadworthy::http
