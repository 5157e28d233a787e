#pragma once
// What was used last, by its key, in bounded memory. Nothing goes by itself: `shrink` is told what
// may go, so that what still has to be written stays.

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace roadworthy::ingest {

template <class Key, class Value>
class Cache {
public:
    // And it is the last used from now on.
    Value* find(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) {
            return nullptr;
        }
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    // The key must not be there yet. The value stays where it is until it goes.
    Value& insert(const Key& key, Value value) {
        entries_.emplace_front(key, std::move(value));
        places_.emplace(key, entries_.begin());
        return entries_.front().second;
    }

    std::size_t size() const { return entries_.size(); }

    // Down to `most`, the longest unused first, without those that may not go.
    template <class MayGo>
    void shrink(std::size_t most, MayGo may_go) {
        for (auto entry = entries_.end(); entries_.size() > most && entry != entries_.begin();) {
            --entry;
            if (may_go(std::as_const(entry->second))) {
                places_.erase(entry->first);
                entry = entries_.erase(entry);
            }
        }
    }

private:
    std::list<std::pair<Key, Value>> entries_;  // the last used first
    std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator> places_;
};

}  // namespace roadworthy::ingest
