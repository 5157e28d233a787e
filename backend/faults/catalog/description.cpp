#include "backend/faults/catalog/description.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/faults/catalog/catalog.hpp"
#include "backend/faults/catalog/own_words.hpp"

namespace roadworthy::faults {
namespace {

constexpr Both colon{"：", ": "};
constexpr Both between_sentences{"", " "};
constexpr Both or_word{"或 ", " or "};
constexpr Both ask_the_maker{"用原厂诊断仪或维修手册查这个码，按查到的说明处理。",
                             "Look this code up in the maker's tool or manual and follow it."};
constexpr Both find_out_first{"先用原厂诊断仪确认是哪一个，再动手修。",
                              "Find out with the maker's tool which one it is before repairing."};

// A sentence after what stands already.
void add(std::string& text, std::string_view sentence, Tongue tongue) {
    if (!text.empty() && !sentence.empty()) {
        text += between_sentences.in(tongue);
    }
    text += sentence;
}

// Texts begin with ASCII letters in English; in Chinese this changes nothing.
std::string with_first(std::string_view text, int (*change)(int)) {
    std::string changed(text);
    if (!changed.empty()) {
        changed.front() = static_cast<char>(change(static_cast<unsigned char>(changed.front())));
    }
    return changed;
}

// Engine oil pressure: measure battery and supply first.
std::string headed(std::string_view head, std::string_view sentence, Tongue tongue) {
    return with_first(head, std::toupper) + std::string(colon.in(tongue)) +
           with_first(sentence, std::tolower);
}

std::string spn_text(std::uint32_t spn) {
    return "SPN " + std::to_string(spn);
}

// Where the failure may cost lives, what to do comes first whatever the failure is.
bool is_about_lives(const SystemWords& system) {
    constexpr std::array<std::string_view, 5> keys = {"brakes", "air_supply", "steering", "safety",
                                                      "hybrid_electric"};
    return std::ranges::find(keys, system.key) != keys.end();
}

// Where nobody may measure who has not learned it: airbags, high voltage.
bool is_dangerous_to_measure(const SystemWords& system) {
    return system.key == "safety" || system.key == "hybrid_electric";
}

// Whether what an SPN's words say of the thing itself is so with this failure.
bool speaks_of_the_thing(const SpnWords& words, FmiKind kind) {
    switch (kind) {
        case FmiKind::value_high:
            return words.side != Side::low;
        case FmiKind::value_low:
            return words.side != Side::high;
        case FmiKind::condition:
        case FmiKind::mechanical:
            return true;
        case FmiKind::circuit:
        case FmiKind::erratic:
        case FmiKind::communication:
        case FmiKind::calibration:
        case FmiKind::maker:
        case FmiKind::reserved:
            return false;
    }
    return false;
}

// One question about one code for one reader: where the parts of its description come from.
class Describing {
public:
    Describing(std::span<const OwnWords> own, const Code& code, std::string_view language)
        : own_(own),
          code_(code),
          language_(language),
          tongue_(tongue_for(language)),
          spn_(spn_words(code.key.spn)),
          fmi_(fmi_words(code.key.fmi)) {
        description_.sender = sender_words(code.key.source_address);
    }

    Description take() {
        const bool is_old = code_.conversion_method != 0;
        if (is_old) {
            description_.spn_readings = readings_of_old_code(code_.key.spn);
        }
        if (code_.key.spn == 0 || code_.key.spn == spn_not_available) {
            describe_no_code();
        } else if (description_.spn_readings.size() > 1) {
            describe_ambiguous();
        } else {
            description_.spn_readings.clear();
            describe_one();
        }
        return std::move(description_);
    }

private:
    // The operator's text about this subject, which is noted.
    std::string_view own(std::string OwnWords::* member, Subject subject) {
        const std::string_view text = own_text(own_, member, subject, code_, language_);
        description_.is_operators |= !text.empty();
        return text;
    }
    // What is said of this SPN with this very FMI, else of the SPN.
    std::string_view own_of_spn(std::string OwnWords::* member) {
        const std::string_view text = own(member, {code_.key.spn, code_.key.fmi});
        return text.empty() ? own(member, {code_.key.spn, {}}) : text;
    }
    std::string fmi_name() {
        const std::string_view text = own(&OwnWords::name, {{}, code_.key.fmi});
        if (!text.empty()) {
            return std::string(text);
        }
        return fmi_ == nullptr ? "FMI " + std::to_string(code_.key.fmi)
                               : std::string(fmi_->name.in(tongue_));
    }
    std::string_view fmi_meaning() const { return fmi_ ? fmi_->meaning.in(tongue_) : ""; }
    std::string_view fmi_what_to_do() {
        const std::string_view text = own(&OwnWords::what_to_do, {{}, code_.key.fmi});
        return text.empty() && fmi_ != nullptr ? fmi_->what_to_do.in(tongue_) : text;
    }
    FmiKind kind() const { return fmi_ == nullptr ? FmiKind::reserved : fmi_->kind; }
    std::string_view say(const Both& both) const { return both.in(tongue_); }

    void find_system() {
        description_.system = system_words(own_of_spn(&OwnWords::system));
        if (description_.system == nullptr && spn_ != nullptr) {
            description_.system = spn_->system;
        }
        if (description_.system == nullptr && description_.sender != nullptr) {
            description_.system = description_.sender->system;
        }
    }

    void describe_no_code();
    void describe_ambiguous();
    void describe_one();
    void describe_listed(std::string_view name);
    void say_what_to_do(std::string_view name);
    void describe_unlisted();
    std::string sender_sentence() const;
    std::string named(std::uint32_t spn) const;

    std::span<const OwnWords> own_;
    const Code& code_;
    std::string_view language_;
    Tongue tongue_;
    const SpnWords* spn_;
    const FmiWords* fmi_;
    Description description_;
};

void Describing::describe_no_code() {
    description_.known = Known::no_code;
    description_.system = description_.sender == nullptr ? nullptr : description_.sender->system;
    description_.title =
        spn_text(code_.key.spn) + std::string(say({"：不是故障码", ": no fault code"}));
    description_.meaning = say({"控制单元发来的是空码，没有说出具体故障。",
                                "The unit sent an empty code, which names no fault."});
    description_.what_to_do = say({"一般不用处理；灯亮着或反复出现，就用原厂诊断仪读这个控制单元。",
                                   "Usually nothing; if a lamp is lit or it keeps coming, read the "
                                   "unit with the maker's tool."});
}

// SPN 71543 (not in the catalogue)
std::string Describing::named(std::uint32_t spn) const {
    Code code = code_;
    code.key.spn = spn;
    std::string_view name = own_text(own_, &OwnWords::name, {spn, {}}, code, language_);
    const SpnWords* words = spn_words(spn);
    if (name.empty() && words != nullptr) {
        name = words->name.in(tongue_);
    }
    if (name.empty()) {
        name = spn >= first_of_makers_own ? say({"厂家自定义", "maker's own"})
                                          : say({"未收录", "not in the catalogue"});
    }
    return spn_text(spn) + std::string(say({"（", " ("})) + std::string(name) +
           std::string(say({"）", ")"}));
}

void Describing::describe_ambiguous() {
    description_.known = Known::ambiguous;
    description_.system = description_.sender == nullptr ? nullptr : description_.sender->system;
    std::string numbers;
    std::string names;
    const auto& readings = description_.spn_readings;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const std::string_view comma = i == 0                     ? std::string_view{}
                                       : i + 1 == readings.size() ? say(or_word)
                                                                  : say({"、", ", "});
        numbers += std::string(comma) + std::to_string(readings[i]);
        names += std::string(comma) + named(readings[i]);
    }
    description_.title = std::string(say({"含义不唯一的代码 SPN ", "ambiguous code, SPN "})) +
                         numbers + std::string(say(colon)) + fmi_name();
    description_.meaning =
        std::string(say({"这个控制单元用的是旧编码，同一个码有几种读法：",
                         "This unit uses an old encoding, and the code can be read as "})) +
        names + std::string(say({"。", "."}));
    add(description_.meaning, fmi_meaning(), tongue_);
    description_.what_to_do = say(find_out_first);
}

void Describing::describe_one() {
    find_system();
    const std::string_view own_name = own(&OwnWords::name, {code_.key.spn, {}});
    if (!own_name.empty() || spn_ != nullptr) {
        describe_listed(own_name.empty() ? spn_->name.in(tongue_) : own_name);
        return;
    }
    describe_unlisted();
    const std::string_view title = own(&OwnWords::name, {code_.key.spn, code_.key.fmi});
    if (!title.empty()) {
        description_.known = Known::listed;
        description_.title = title;
        description_.meaning = fmi_meaning();
    }
    const std::string_view notice = own_of_spn(&OwnWords::notice);
    const std::string_view what_to_do = own_of_spn(&OwnWords::what_to_do);
    description_.notice = notice;
    if (!what_to_do.empty()) {
        description_.what_to_do = what_to_do;
    }
}

void Describing::describe_listed(std::string_view name) {
    description_.known = Known::listed;
    const std::string_view title = own(&OwnWords::name, {code_.key.spn, code_.key.fmi});
    description_.title = title.empty() ? std::string(name) + std::string(say(colon)) + fmi_name()
                                       : std::string(title);
    description_.meaning = fmi_meaning();
    const std::string_view notice = own_of_spn(&OwnWords::notice);
    if (!notice.empty()) {
        description_.notice = notice;
    } else if (spn_ != nullptr && speaks_of_the_thing(*spn_, kind())) {
        description_.notice = spn_->notice.in(tongue_);
    }
    say_what_to_do(name);
}

void Describing::say_what_to_do(std::string_view name) {
    std::string& text = description_.what_to_do;
    text = own_of_spn(&OwnWords::what_to_do);
    if (!text.empty()) {
        return;
    }
    const std::string of_failure = headed(name, fmi_what_to_do(), tongue_);
    if (spn_ == nullptr) {
        text = of_failure;
        return;
    }
    const SystemWords& system = *spn_->system;
    if (kind() == FmiKind::maker || kind() == FmiKind::reserved) {
        text = fmi_what_to_do();
        if (is_about_lives(system)) {
            text = std::string(spn_->what_to_do.in(tongue_));
            add(text, fmi_what_to_do(), tongue_);
        }
        return;
    }
    const bool is_of_thing = speaks_of_the_thing(*spn_, kind());
    if (is_of_thing || is_about_lives(system)) {
        text = spn_->what_to_do.in(tongue_);
    }
    if (!is_of_thing && !is_dangerous_to_measure(system)) {
        add(text, of_failure, tongue_);
    }
}

std::string Describing::sender_sentence() const {
    const SenderWords* sender = description_.sender;
    if (sender == nullptr) {
        return std::string(say({"发送方地址是 ", "It was sent from address "})) +
               std::to_string(code_.key.source_address) +
               std::string(say({"，这个地址没有约定的用途。", ", which has no agreed use."}));
    }
    return std::string(say({"按发送地址看，来自", "Going by its address it comes from: "})) +
           std::string(sender->name.in(tongue_)) + std::string(say({"。", "."}));
}

void Describing::describe_unlisted() {
    const bool is_makers_own = code_.key.spn >= first_of_makers_own;
    const std::string number = spn_text(code_.key.spn);
    if (is_makers_own) {
        description_.known = Known::makers_own;
    } else {
        description_.known = description_.system == nullptr ? Known::unlisted : Known::system_only;
    }
    description_.title =
        std::string(is_makers_own ? say({"厂家自定义代码 ", "maker's own code "})
                                  : say({"目录未收录的代码 ", "code not in the catalogue, "})) +
        number + std::string(say(colon)) + fmi_name();
    description_.meaning =
        is_makers_own
            ? say({"这个号段由各厂家自己定义，别家的说明不能套用。",
                   "Each maker uses this range of numbers in his own way; another maker's "
                   "list does not hold."})
            : say({"目录里没有这个号的说明，不作猜测。",
                   "The catalogue has no words for this number, and nothing is guessed."});
    add(description_.meaning, sender_sentence(), tongue_);
    add(description_.meaning, fmi_meaning(), tongue_);
    description_.what_to_do = say(ask_the_maker);
}

}  // namespace

std::string_view name(Known known) {
    constexpr std::array<std::string_view, 6> names = {"listed",   "makers_own", "system_only",
                                                       "unlisted", "ambiguous",  "no_code"};
    return names.at(static_cast<std::size_t>(known));
}

Tongue tongue_for(std::string_view language) {
    return language == "zh" || language.starts_with("zh-") ? Tongue::zh : Tongue::en;
}

Description describe(std::span<const OwnWords> own, const Code& code, std::string_view language) {
    return Describing(own, code, language).take();
}

std::vector<std::uint32_t> readings_of_old_code(std::uint32_t spn) {
    const std::uint32_t first = spn & 0xFF;
    const std::uint32_t second = (spn >> 8) & 0xFF;
    const std::uint32_t third = (spn >> 16) & 7;
    std::vector<std::uint32_t> readings = {first << 11 | second << 3 | third,
                                           second << 11 | first << 3 | third, spn};
    std::ranges::sort(readings);
    readings.erase(std::ranges::unique(readings).begin(), readings.end());
    return readings;
}

}  // namespace roadworthy::faults
