# cmake -DWEB=... -DPACK=... -DHAS_WEB=... -DNODE=... -DNPM=... -P build.cmake
# From the sources to one pack. Without the packages (no network, say) it is an empty one, with a
# warning: the backend has to be built all the same.
cmake_policy(VERSION 3.25)
set(log ${PACK}.log)
get_filename_component(folder ${PACK} DIRECTORY)

function(give_up words)
    message(WARNING "The backend is built without its pages: ${words} (log: ${log})")
    file(WRITE ${PACK} "roadworthy-web 1\n\n")
    # Older than everything, so that the next build tries again.
    execute_process(COMMAND ${NODE} -e "fs.utimesSync(process.argv[1], 1, 1)" ${PACK})
endfunction()

if(NOT HAS_WEB)
    file(WRITE ${PACK} "roadworthy-web 1\n\n")
    return()
endif()

# npm writes this file as the last one.
set(installed ${WEB}/node_modules/.package-lock.json)
if(NOT EXISTS ${installed} OR ${WEB}/package-lock.json IS_NEWER_THAN ${installed})
    execute_process(COMMAND ${NPM} ci --ignore-scripts --prefer-offline --no-audit --no-fund
        WORKING_DIRECTORY ${WEB} OUTPUT_FILE ${log} ERROR_FILE ${log} RESULT_VARIABLE failed)
    if(failed)
        give_up("npm ci failed")
        return()
    endif()
    file(TOUCH ${installed})
endif()
# What does not build is an error: it is ours.
execute_process(COMMAND ${NPM} run --silent build -- --outDir ${folder}/dist
    WORKING_DIRECTORY ${WEB} OUTPUT_FILE ${log} ERROR_FILE ${log} RESULT_VARIABLE failed)
if(failed)
    file(READ ${log} words)
    message(FATAL_ERROR "vite build failed:\n${words}")
endif()
execute_process(COMMAND ${NODE} ${WEB}/tools/pack.mjs ${folder}/dist ${PACK} COMMAND_ERROR_IS_FATAL ANY)
