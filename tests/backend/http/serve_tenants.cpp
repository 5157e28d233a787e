// Serves the tenants' database on a free loopback port until its standard input ends: the real
// router and server, for check_openapi.py. Prints the port and an administrator's token.

#include <iostream>
#include <string>
#include <thread>

#include "backend/http/message.hpp"
#include "backend/http/resources/routes.hpp"
#include "backend/http/router.hpp"
#include "backend/http/server.hpp"
#include "tests/backend/http/tenants.hpp"

int main() {
    using namespace roadworthy::http;
    Tenants tenants;
    const std::string token = tenants.administrator();
    Router router(routes(), tenants.services());
    Server server({}, [&](const Request& request) { return tenants.answer(router, request); });
    std::thread loop([&] { server.run(); });
    std::cout << server.port() << ' ' << token << '\n' << std::flush;
    while (std::cin.get() != std::char_traits<char>::eof()) {
    }
    server.stop();
    loop.join();
}
