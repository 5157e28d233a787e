# What a fitter installs: a Debian package, and a tarball for units that are not Debian, which brings
# every library but libc. `cross/build ARCH` calls cpack.

set(package_folder ${PROJECT_SOURCE_DIR}/cross/package)
foreach(script preinst postinst prerm postrm)
    configure_file(${package_folder}/${script}.in ${PROJECT_BINARY_DIR}/package/${script} @ONLY)
    file(CHMOD ${PROJECT_BINARY_DIR}/package/${script} PERMISSIONS
        OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    list(APPEND control ${PROJECT_BINARY_DIR}/package/${script})
endforeach()

install(TARGETS roadworthy-agent COMPONENT agent)
install(FILES ${package_folder}/roadworthy-agent.service DESTINATION /lib/systemd/system COMPONENT agent)
install(FILES ${package_folder}/sysusers.conf DESTINATION lib/sysusers.d RENAME roadworthy-agent.conf COMPONENT agent)
install(FILES ${package_folder}/sysctl.conf DESTINATION lib/sysctl.d RENAME 60-roadworthy-agent.conf COMPONENT agent)
install(FILES ${package_folder}/example.json DESTINATION /etc/roadworthy COMPONENT agent)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/roadworthy-agent RENAME copyright COMPONENT agent)
install(FILES ${PROJECT_SOURCE_DIR}/agent/README.md DESTINATION share/doc/roadworthy-agent COMPONENT agent)

# The same objects once more, which look for their libraries beside themselves.
add_executable(portable-agent $<TARGET_OBJECTS:roadworthy-agent>)
target_link_libraries(portable-agent PRIVATE $<TARGET_PROPERTY:roadworthy-agent,LINK_LIBRARIES>)
set_target_properties(portable-agent PROPERTIES OUTPUT_NAME roadworthy-agent INSTALL_RPATH "$ORIGIN/../lib"
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/portable)
install(TARGETS portable-agent DESTINATION bin COMPONENT portable)
install(FILES ${package_folder}/example.json ${package_folder}/roadworthy-agent.service ${PROJECT_SOURCE_DIR}/LICENSE
    ${PROJECT_SOURCE_DIR}/agent/README.md DESTINATION . COMPONENT portable)
install(CODE "set(sysroot [[${CMAKE_SYSROOT}]])\nset(readelf [[${CMAKE_READELF}]])\nset(triple [[${CMAKE_LIBRARY_ARCHITECTURE}]])"
    COMPONENT portable)
install(SCRIPT ${package_folder}/bring_libraries.cmake COMPONENT portable)

set(CPACK_PACKAGE_NAME roadworthy-agent)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_FILE_NAME roadworthy-agent-${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_ARCHITECTURE})
set(CPACK_ARCHIVE_PORTABLE_FILE_NAME ${CPACK_PACKAGE_FILE_NAME})
set(CPACK_PACKAGE_VENDOR Roadworthy)
set(CPACK_PACKAGE_CONTACT "Roadworthy <agent@roadworthy.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Reports a truck's meters and faults from its J1939 bus")
set(CPACK_PACKAGE_DESCRIPTION "Listens to the buses of a truck, and reports mileage, engine hours, trips and fault codes
 over MQTT. What it has stored survives power cuts and months without a network.")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/..)
set(CPACK_STRIP_FILES ON)
set(CPACK_PROJECT_CONFIG_FILE ${package_folder}/generators.cmake)
set(CPACK_COMPONENTS_ALL agent portable)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_AGENT_PACKAGE_NAME roadworthy-agent)
set(CPACK_DEBIAN_AGENT_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_AGENT_PACKAGE_CONTROL_EXTRA ${control})
set(CPACK_AGENT_FILE ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/roadworthy-agent)
set(CPACK_AGENT_SYSROOT ${CMAKE_SYSROOT})
set(CPACK_AGENT_READELF ${CMAKE_READELF})
include(CPack)
