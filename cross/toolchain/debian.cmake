# What the toolchains share: Debian's cross compiler for TRIPLE, and the sysroot that `cross/build` has
# made from Debian's packages. Nothing is taken from the host but the compiler.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${TRIPLE}-gcc)
set(CMAKE_CXX_COMPILER ${TRIPLE}-g++)
set(CMAKE_STRIP ${TRIPLE}-strip)
set(CMAKE_LIBRARY_ARCHITECTURE ${TRIPLE})
cmake_path(SET CMAKE_SYSROOT NORMALIZE
    ${CMAKE_CURRENT_LIST_DIR}/../../build/cross/${ARCHITECTURE}/sysroot)
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${ARCHITECTURE})
