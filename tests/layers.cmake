# Which part may include which, which third party it may see, and which parts are pure:
#   cmake -P tests/layers.cmake
# A part is one folder. Data flows down this list, includes point up it; a part may always include
# itself. A line: part | parts or single headers that it may include | third party that it may see.
cmake_policy(VERSION 3.25)
set(root ${CMAKE_CURRENT_LIST_DIR}/..)
set(six "backend/truck backend/due backend/due/rules backend/due/list backend/due/visits backend/faults backend/faults/catalog backend/cases backend/cases/calendar backend/uptime backend/customers backend/customers/care")
set(stored "common common/wire common/io ${six} backend/store backend/store/inputs backend/store/forms backend/store/derived backend/store/alerts backend/store/care backend/store/record backend/store/person backend/store/views backend/store/views/due backend/store/views/faults backend/store/views/meters backend/store/views/alerts backend/store/views/cases backend/store/views/uptime backend/store/views/care")
set(parts
    "common | | tl"
    "common/wire | common | "
    "common/wire/report_json.cpp | common common/wire | nlohmann"
    "common/wire/down | common common/wire | "
    "common/io | common common/io/tls | boost/asio sqlite3 mqtt posix"
    "common/io/tls | common common/io/clock.hpp | openssl linux posix"
    "agent/can | common | boost/asio linux posix"
    "agent/can/frame.hpp | common | "
    "agent/j1939 | common agent/can/frame.hpp | "
    "agent/j1939/active | common agent/can/frame.hpp agent/j1939 | "
    "agent/truck | common agent/j1939 agent/truck/scene | "
    "agent/truck/scene/settings.hpp | | "
    "agent/truck/scene | common agent/j1939 agent/truck | "
    "agent/uplink | common common/wire common/io common/io/tls agent/uplink/outbox | "
    "agent/uplink/outbox | common common/wire common/io | "
    "agent/host | common common/wire common/io agent/truck agent/uplink agent/uplink/outbox | spdlog posix"
    "agent/pipeline.hpp | common agent/can/frame.hpp agent/j1939 agent/j1939/active agent/truck agent/truck/scene | "
    "agent/pipeline.cpp | common agent/can/frame.hpp agent/j1939 agent/j1939/active agent/truck agent/truck/scene agent/pipeline.hpp | "
    "agent/logs | common common/wire common/io agent/can agent/j1939 | boost/asio nlohmann spdlog posix"
    "agent/settings | common common/wire common/wire/down common/io agent/truck/scene/settings.hpp | nlohmann sodium"
    "agent/settings/bus.hpp | agent/can agent/j1939/active agent/settings | "
    "agent/settings/bus.cpp | common agent/can agent/j1939 agent/j1939/active agent/settings | "
    "agent/settings/trial.hpp | common common/wire | "
    "agent/settings/trial.cpp | common common/wire agent/settings/trial.hpp | "
    "agent | common common/wire common/wire/down common/io common/io/tls agent/can agent/j1939 agent/j1939/active agent/truck agent/truck/scene agent/logs agent/uplink agent/uplink/outbox agent/host agent/settings | boost/asio CLI nlohmann spdlog posix"
    "backend/truck | common | "
    "backend/due | common backend/truck backend/due/rules | "
    "backend/due/rules | common backend/truck backend/due | "
    "backend/due/list | common backend/truck backend/due backend/due/rules | "
    "backend/due/visits | common backend/truck backend/due | "
    "backend/faults | common backend/truck | "
    "backend/faults/catalog | common backend/truck backend/faults | "
    "backend/cases/calendar | common | "
    "backend/cases | common backend/truck backend/faults backend/cases/calendar | "
    "backend/uptime | common backend/truck backend/due backend/due/rules backend/due/list backend/due/visits backend/faults backend/cases backend/cases/calendar | "
    "backend/customers/care | common backend/truck backend/due backend/due/rules backend/faults backend/cases backend/cases/calendar | "
    "backend/customers | common backend/truck backend/due backend/due/rules backend/due/list backend/due/visits backend/faults backend/cases backend/cases/calendar backend/uptime | "
    "backend/store | common common/wire common/io ${six} backend/store/inputs backend/store/forms backend/store/derived | libpq posix"
    "backend/store/inputs | common common/wire common/io ${six} backend/store backend/store/forms backend/store/derived | "
    "backend/store/forms | common common/wire ${six} | "
    "backend/store/derived | common common/io ${six} backend/store backend/store/inputs backend/store/forms | "
    "backend/store/alerts | common common/io ${six} backend/store backend/store/inputs backend/store/forms backend/store/derived | "
    "backend/store/record | common common/io ${six} backend/store backend/store/forms | "
    "backend/store/person | common common/wire common/io ${six} backend/store backend/store/forms backend/store/inputs | "
    "backend/store/care | common common/io ${six} backend/store backend/store/inputs backend/store/derived backend/store/forms | "
    "backend/store/views | ${stored} | "
    "backend/store/views/care | ${stored} | "
    "backend/store/views/due | ${stored} | "
    "backend/store/views/faults | ${stored} | "
    "backend/store/views/meters | ${stored} | "
    "backend/store/views/alerts | ${stored} | "
    "backend/store/views/cases | ${stored} | "
    "backend/store/views/uptime | ${stored} | "
    "backend/access | ${stored} | openssl sodium nlohmann"
    "backend/units | ${stored} common/wire/down | openssl sodium nlohmann"
    "backend/exchange | ${stored} | "
    "backend/exchange/zones.cpp | common backend/cases/calendar backend/exchange | date"
    "backend/exchange/import | ${stored} backend/exchange backend/exchange/plans backend/exchange/faults | "
    "backend/exchange/faults | ${stored} backend/exchange backend/exchange/import | "
    "backend/exchange/plans | ${stored} backend/exchange backend/exchange/import | "
    "backend/exchange/say | ${stored} backend/exchange | "
    "backend/exchange/record | ${stored} backend/exchange backend/exchange/import | "
    "backend/exchange/care | ${stored} backend/exchange backend/exchange/import | "
    "backend/exchange/cases | ${stored} backend/exchange backend/exchange/import | "
    "backend/exchange/uptime | ${stored} backend/exchange backend/exchange/import backend/exchange/cases backend/exchange/say | "
    "backend/ingest | ${stored} backend/access backend/units backend/exchange backend/ingest/apply backend/ingest/care | boost/asio spdlog nlohmann"
    "backend/ingest/care | ${stored} | "
    "backend/ingest/apply | ${stored} backend/ingest | "
    "backend/notify/channels | common backend/notify/utf8.hpp | curl nlohmann openssl"
    "backend/notify/message | common ${six} backend/exchange/words.hpp backend/exchange/cover_words.hpp backend/notify/utf8.hpp | nlohmann"
    "backend/notify/decide | common ${six} backend/notify/message backend/notify/retry.hpp backend/notify/channels/channel.hpp | "
    "backend/notify/utf8.hpp | | "
    "backend/notify/utf8.cpp | common/wire backend/notify/utf8.hpp | "
    "backend/notify/retry.hpp | common | "
    "backend/notify/retry.cpp | common backend/notify/retry.hpp | "
    "backend/notify | ${stored} backend/access backend/units backend/exchange backend/notify/channels backend/notify/decide backend/notify/message | boost/asio curl spdlog nlohmann openssl"
    "backend/http/assets | common | "
    "backend/http | ${stored} backend/access backend/units backend/exchange | boost/asio boost/beast spdlog nlohmann openssl"
    "backend/http/resources | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/http backend/http/assets backend/http/resources/due backend/http/resources/faults backend/http/resources/alerts backend/http/resources/cases backend/http/resources/uptime backend/exchange/uptime backend/http/resources/care | nlohmann"
    "backend/http/resources/care | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/http backend/http/resources backend/http/resources/cases backend/http/resources/uptime backend/exchange/uptime | nlohmann"
    "backend/http/resources/cases | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/exchange/cases backend/http backend/http/resources backend/http/resources/faults | nlohmann"
    "backend/http/resources/uptime | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/exchange/uptime backend/http backend/http/resources backend/http/resources/cases | nlohmann"
    "backend/http/resources/alerts | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/http backend/http/resources | nlohmann"
    "backend/http/resources/due | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/http backend/http/resources backend/http/resources/cases | nlohmann"
    "backend/http/resources/faults | ${stored} backend/access backend/units backend/exchange backend/exchange/say backend/http backend/http/resources | nlohmann"
    "backend/commands/dry_run | ${stored} backend/exchange backend/exchange/import backend/exchange/plans backend/ingest backend/ingest/apply backend/http/resources backend/http/resources/due backend/http/resources/faults backend/commands backend/config.hpp | CLI nlohmann posix"
    "backend/commands/care | ${stored} backend/exchange backend/exchange/care backend/exchange/import backend/exchange/say backend/http/resources backend/http/resources/care backend/commands backend/commands/due backend/config.hpp | CLI nlohmann"
    "backend/commands/person | ${stored} backend/commands backend/commands/due backend/commands/entering backend/http/resources backend/config.hpp | CLI nlohmann"
    "backend/commands/entering | ${stored} backend/access backend/exchange backend/exchange/cases backend/ingest backend/ingest/apply backend/http/resources backend/http/resources/cases backend/commands backend/commands/due backend/commands/views backend/config.hpp | CLI nlohmann"
    "backend/commands | ${stored} common/wire/down backend/exchange/care backend/exchange/record backend/commands/entering backend/access backend/units backend/exchange backend/exchange/cases backend/exchange/uptime backend/exchange/import backend/exchange/plans backend/exchange/say backend/ingest backend/ingest/apply backend/notify backend/notify/channels backend/notify/decide backend/commands/notify backend/http backend/http/resources backend/http/resources/due backend/http/resources/faults backend/config.hpp backend/broker.hpp | boost/asio CLI nlohmann spdlog posix"
    "backend/commands/uptime | ${stored} backend/exchange backend/exchange/uptime backend/http/resources backend/http/resources/uptime backend/ingest backend/ingest/apply backend/config.hpp backend/commands backend/commands/due backend/commands/entering | CLI nlohmann"
    "backend/commands/views | ${stored} common/wire/down backend/access backend/units backend/exchange backend/exchange/say backend/exchange/faults backend/exchange/import backend/ingest backend/ingest/apply backend/notify backend/http backend/http/resources backend/http/resources/due backend/http/resources/faults backend/http/resources/uptime backend/config.hpp backend/broker.hpp backend/commands backend/commands/due | boost/asio CLI nlohmann spdlog posix"
    "backend/commands/notify | ${stored} backend/exchange backend/exchange/say backend/http/resources backend/http/resources/alerts backend/notify backend/notify/channels backend/notify/decide backend/notify/message backend/config.hpp backend/commands backend/commands/due | CLI nlohmann"
    "backend/commands/due | ${stored} common/wire/down backend/access backend/units backend/exchange backend/exchange/say backend/ingest backend/ingest/apply backend/notify backend/http backend/http/resources backend/http/resources/due backend/http/resources/faults backend/config.hpp backend/broker.hpp backend/commands backend/commands/views | boost/asio CLI nlohmann spdlog posix"
    "backend | common common/io backend/commands | boost/asio CLI nlohmann spdlog posix"
)
set(pure common common/wire common/wire/down agent/j1939 agent/j1939/active agent/truck agent/truck/scene backend/truck backend/due backend/due/rules
    backend/due/list backend/due/visits backend/faults backend/faults/catalog
    backend/cases backend/cases/calendar backend/uptime backend/customers backend/customers/care backend/notify/message backend/notify/decide)
set(pure_files backend/notify/channels/channel.hpp backend/exchange/words.hpp backend/exchange/cover_words.hpp backend/notify/retry.hpp backend/notify/retry.cpp backend/notify/utf8.hpp backend/notify/utf8.cpp agent/settings/trial.hpp agent/settings/trial.cpp agent/can/frame.hpp agent/pipeline.hpp agent/pipeline.cpp)
# What a pure part may not even name, beside the third party of its line.
set(impure "#include <(thread|mutex|future|condition_variable|fstream|iostream|filesystem)>|_clock::now\\(|this_thread")

# third_party(INCLUDE RESULT): the name by which the table knows a header, empty for the standard's.
function(third_party include result)
    set(${result} "" PARENT_SCOPE)
    if(include MATCHES "^(boost/(asio|beast)|tl|nlohmann|spdlog|CLI|mqtt|openssl|curl|linux|catch2|date)(/|\\.)")
        set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    elseif(include MATCHES "^boost/system/|^boost/json")
        set(${result} boost/asio PARENT_SCOPE)
    elseif(include MATCHES "^(sqlite3|sodium|libpq)")
        set(${result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    elseif(include MATCHES "^(sys/|net/|netinet/|arpa/|unistd|fcntl|poll|pthread|signal|time\\.h|errno)")
        set(${result} posix PARENT_SCOPE)
    elseif(include MATCHES "[./]" AND NOT include MATCHES "\\.h$")
        set(${result} ${include} PARENT_SCOPE)  # known to nobody: in no row
    endif()
endfunction()

function(check_source source part allowed outsiders is_pure)
    file(STRINGS ${root}/${source} includes REGEX "^#include [<\"]")
    foreach(line IN LISTS includes)
        if(line MATCHES "\"(.*)\"")
            set(target ${CMAKE_MATCH_1})
            cmake_path(GET target PARENT_PATH folder)
            cmake_path(GET source PARENT_PATH own)
            if(NOT folder STREQUAL own AND NOT folder IN_LIST allowed AND NOT target IN_LIST allowed)
                message(SEND_ERROR "${source}: ${part} may not include ${target}")
            endif()
            if(is_pure AND NOT folder IN_LIST pure AND NOT target IN_LIST pure_files)
                message(SEND_ERROR "${source} is pure, but includes ${target}")
            endif()
        elseif(line MATCHES "<(.*)>")
            third_party(${CMAKE_MATCH_1} outsider)
            if(NOT outsider STREQUAL "" AND NOT outsider STREQUAL "tl" AND NOT outsider IN_LIST outsiders)
                message(SEND_ERROR "${source}: ${part} may not see <${CMAKE_MATCH_1}>")
            endif()
        endif()
    endforeach()
    if(is_pure)
        file(STRINGS ${root}/${source} lines REGEX "${impure}")
        foreach(line IN LISTS lines)
            message(SEND_ERROR "${source} is pure, but has: ${line}")
        endforeach()
    endif()
endfunction()

set(known "")
foreach(entry IN LISTS parts)
    string(REPLACE "|" ";" fields "${entry}")
    list(GET fields 0 part)
    list(GET fields 1 allowed)
    list(GET fields 2 outsiders)
    string(STRIP "${part}" part)
    separate_arguments(allowed UNIX_COMMAND "${allowed}")
    separate_arguments(outsiders UNIX_COMMAND "${outsiders}")
    if(part MATCHES "\\.[ch]pp$")
        set(sources "")
        if(EXISTS ${root}/${part})
            set(sources ${part})
        endif()
    else()
        file(GLOB sources RELATIVE ${root} ${root}/${part}/*.hpp ${root}/${part}/*.cpp)
        foreach(single IN LISTS parts)  # a file with a line of its own
            string(REGEX MATCH "^[^ ]+" name "${single}")
            list(REMOVE_ITEM sources ${name})
        endforeach()
    endif()
    list(APPEND known ${sources})
    foreach(source IN LISTS sources)
        cmake_path(GET source PARENT_PATH folder)
        set(is_pure NO)
        if(folder IN_LIST pure OR source IN_LIST pure_files)
            set(is_pure YES)
        endif()
        check_source(${source} ${part} "${allowed}" "${outsiders}" ${is_pure})
    endforeach()
endforeach()

file(GLOB_RECURSE all RELATIVE ${root} ${root}/agent/*.[ch]pp ${root}/backend/*.[ch]pp ${root}/common/*.[ch]pp)
list(FILTER all EXCLUDE REGEX "node_modules")
list(REMOVE_ITEM all ${known})
if(all)
    message(SEND_ERROR "in no part of the layer table: ${all}")
endif()
