#include "backend/commands/views/meter_tables.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <ratio>
#include <string>
#include <vector>

#include "backend/commands/writer.hpp"
#include "backend/due/scorecard.hpp"
#include "backend/exchange/text_table.hpp"
#include "backend/exchange/words.hpp"
#include "backend/store/views/meters/meters.hpp"
#include "backend/store/views/meters/scorecard.hpp"
#include "backend/truck/meters.hpp"
#include "backend/truck/readings_of_day.hpp"
#include "backend/truck/sources.hpp"
#include "common/report.hpp"
#include "common/time.hpp"

namespace roadworthy::backend {
namespace {

using exchange::Align;
using exchange::TextTable;
using exchange::Word;

std::string shown_in(MeterKind kind, std::int64_t value) {
    switch (kind) {
        case MeterKind::odometer:
            return kilometres(value);
        case MeterKind::engine_time:
            return hours(value);
        case MeterKind::fuel_used:
            return litres(value);
    }
    return "";
}

std::string source_name(const truck::SourceTrack& track, const Writer& writer) {
    if (track.source == truck::by_hand) {
        return writer.say(Word::by_hand);
    }
    return std::to_string(track.source.source_address) + '/' + std::to_string(track.source.spn);
}

std::string held_words(const truck::SourceTrack& track, const Writer& writer) {
    if (!track.held) {
        return "";
    }
    return shown_in(track.meter.kind, track.held->reading.value) + ' ' +
           minute(track.held->reading.at) + ' ' + writer.say(track.held->reason);
}

std::vector<std::string> source_cells(const views::MeterRow& row, const truck::SourceTrack& track,
                                      const Writer& writer) {
    const auto pace = track.meter.own_rate();
    const auto a_day = [&](double units) {
        return shown_in(row.kind, truck::meter_value(row.kind, units));
    };
    return {writer.say(row.kind),
            source_name(track, writer),
            &track == row.meters.followed() ? writer.say(Word::followed) : "",
            track.latest ? shown_in(row.kind, track.latest->value) : "",
            track.latest ? writer.age(track.latest->at) : "",
            shown_in(row.kind, track.offset()),
            pace ? a_day(*pace) : "",
            std::to_string(track.held_count),
            held_words(track, writer)};
}

std::string percent(std::optional<double> share) {
    return share ? decimal(*share * 100, " %") : "";
}

std::string of_days(std::optional<double> days) {
    return days ? decimal(*days, "") : "";
}

}  // namespace

std::string meter_table(const std::vector<views::MeterRow>& rows, Reader reader) {
    const Writer writer(reader);
    TextTable table({writer.column(Word::meter),
                     {writer.say(Word::source) + " SA/SPN", Align::left},
                     {"", Align::left},
                     writer.column(Word::shows, Align::right),
                     writer.column(Word::age, Align::right),
                     writer.column(Word::offset, Align::right),
                     writer.column(Word::a_day, Align::right),
                     writer.column(Word::held, Align::right),
                     writer.column(Word::last_held)});
    std::string text;
    for (const views::MeterRow& row : rows) {
        for (const truck::SourceTrack& track : row.meters.tracks) {
            table.add(source_cells(row, track, writer));
        }
        if (row.meters.life) {
            text += writer.say(row.kind) + ' ' + writer.say(Word::life) + ' ' +
                    shown_in(row.kind, row.meters.life->value) + '\n';
        }
    }
    return text + table.text();
}

std::string score_table(const std::vector<views::ScoreRow>& rows, Reader reader) {
    const Writer writer(reader);
    if (rows.empty()) {
        return writer.say(Word::nothing_settled) + '\n';
    }
    TextTable table({writer.column(Word::group),
                     writer.column(Word::meter),
                     writer.column(Word::trucks, Align::right),
                     writer.column(Word::settled, Align::right),
                     writer.column(Word::error_days, Align::right),
                     writer.column(Word::bias_days, Align::right),
                     {"±3 " + writer.say(Word::days), Align::right},
                     {"±7 " + writer.say(Word::days), Align::right},
                     writer.column(Word::covered, Align::right)});
    for (const views::ScoreRow& row : rows) {
        const due::Score& score = row.scorecard.all;
        table.add({row.key, writer.say(row.kind), std::to_string(row.trucks),
                   std::to_string(score.count), of_days(score.mean_error_days()),
                   of_days(score.bias_days()), percent(score.share_of(score.within_3_days)),
                   percent(score.share_of(score.within_7_days)), percent(score.coverage())});
    }
    return table.text();
}

}  // namespace roadworthy::backend
