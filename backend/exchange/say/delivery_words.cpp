#include "backend/exchange/say/delivery_words.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include "backend/customers/delivery.hpp"
#include "backend/customers/recipient.hpp"
#include "backend/exchange/words.hpp"
#include "backend/faults/catalog/catalog.hpp"

namespace roadworthy::exchange {
namespace {

using faults::Both;

// In the order of their enumerations.
constexpr std::array<Both, static_cast<std::size_t>(DeliveryWord::count)> words = {{
    {"接收人", "recipient"},
    {"姓名", "name"},
    {"职责", "roles"},
    {"接收范围", "hears of"},
    {"语言", "language"},
    {"时区", "time zone"},
    {"免打扰", "quiet"},
    {"值班", "on duty"},
    {"渠道", "channels"},
    {"立即通知", "at once from"},
    {"每日汇总", "digest from"},
    {"每日上限", "a day at most"},
    {"尚未录入任何接收人。", "Nobody is entered: no alert is told to anybody."},
    {"时间", "when"},
    {"内容", "what"},
    {"渠道", "channel"},
    {"次数", "tries"},
    {"回执", "answer"},
    {"没有符合条件的消息。", "No such messages."},
}};
constexpr std::array<Both, 7> states = {{
    {"待发", "waiting"},
    {"发送中", "on its way"},
    {"待重试", "tried"},
    {"已送达", "delivered"},
    {"发送失败", "given up"},
    {"并入汇总", "in a digest"},
    {"被升级取代", "replaced"},
}};
constexpr std::array<Both, 4> scopes = {{
    {"全部", "all"},
    {"经销商", "dealer"},
    {"服务站", "workshop"},
    {"客户", "customer"},
}};

template <class Table, class Enum>
std::string_view in(const Table& table, Enum value, Language language) {
    return table.at(static_cast<std::size_t>(value))
        .in(language == Language::zh ? faults::Tongue::zh : faults::Tongue::en);
}

}  // namespace

std::string_view word(DeliveryWord word, Language language) {
    return in(words, word, language);
}
std::string_view word(customers::DeliveryState state, Language language) {
    return in(states, state, language);
}
std::string_view word(customers::Hears hears, Language language) {
    return in(scopes, hears, language);
}

}  // namespace roadworthy::exchange
