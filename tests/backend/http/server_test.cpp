#include "backend/http/server.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "backend/http/message.hpp"
#include "tests/support/http_client.hpp"

using namespace roadworthy;
using namespace roadworthy::http;
using namespace std::chrono_literals;

namespace {

// Answers with what it understood.
Response echo(const Request& request) {
    return {200, "text/plain", request.method + ' ' + request.target + '\n' + request.body, {}};
}

class Running {
public:
    explicit Running(ServerLimits limits = {}, Server::Handler handler = echo)
        : server({"127.0.0.1", 0, limits}, std::move(handler)), thread_([this] { server.run(); }) {}
    ~Running() {
        server.stop();
        thread_.join();
    }
    Server server;

private:
    std::thread thread_;
};

std::string post(std::string_view body) {
    return "POST /x HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

}  // namespace

TEST_CASE("a connection serves one request after the other", "[http]") {
    const Running running;
    HttpClient client(running.server.port());
    CHECK(client.get("/a?b=c").body == "GET /a?b=c\n");
    CHECK(client.get("/d").body == "GET /d\n");

    SECTION("also when they were sent at once") {
        client.send(post("one") + post("two"));
        CHECK(client.receive()->body == "POST /x\none");
        CHECK(client.receive()->body == "POST /x\ntwo");
    }
    SECTION("until the client asks for the end") {
        client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        CHECK(client.receive()->status == 200);
        CHECK(client.is_closed_by_server());
    }
    SECTION("and HEAD gets the length without the body") {
        client.send("HEAD /long HTTP/1.1\r\n\r\n");
        CHECK(client.receive(HttpClient::Body::none)->fields.at("content-length") == "11");
        CHECK(client.get("/after").body == "GET /after\n");
    }
}

TEST_CASE("every response forbids sniffing and storing", "[http]") {
    const Running running;
    const HttpReply reply = HttpClient(running.server.port()).get("/");
    CHECK(reply.fields.at("x-content-type-options") == "nosniff");
    CHECK(reply.fields.at("cache-control") == "no-store");
    CHECK(reply.fields.at("referrer-policy") == "no-referrer");
}

TEST_CASE("what is over a limit is refused, and the connection closed", "[http]") {
    const Running running;
    HttpClient client(running.server.port());
    SECTION("a body by its announced length") {
        client.send("POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n");
        CHECK(client.receive()->status == 413);
    }
    SECTION("a chunked body by what has come") {
        client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" +
                    std::string(0x100001, 'x'));
        CHECK(client.receive()->status == 413);
    }
    SECTION("a header") {
        client.send("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
        CHECK(client.receive()->status == 431);
    }
    SECTION("what is not HTTP") {
        client.send("\x16\x03\x01 hello\r\n\r\n");
        CHECK(client.receive()->status == 400);
    }
    SECTION("two lengths") {
        client.send("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx");
        CHECK(client.receive()->status == 400);
    }
    CHECK(client.is_closed_by_server());
    CHECK(HttpClient(running.server.port()).get("/neighbour").status == 200);
}

TEST_CASE("a body within the limit is taken", "[http]") {
    const Running running;
    HttpClient client(running.server.port());
    const std::string body(1024 * 1024, 'x');
    SECTION("at once") {
        client.send(post(body));
    }
    SECTION("after the go-ahead") {
        client.send("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1048576\r\n\r\n");
        CHECK(client.receive(HttpClient::Body::none)->status == 100);
        client.send(body);
    }
    CHECK(client.receive()->body == "POST /x\n" + body);
}

TEST_CASE("a peer that is too slow is sent away", "[http]") {
    SECTION("before its first byte") {
        const Running running({.idle = 20ms});
        CHECK(HttpClient(running.server.port()).is_closed_by_server());
    }
    SECTION("within its header") {
        const Running running({.header = 20ms});
        HttpClient client(running.server.port());
        client.send("GET / HTTP/1.1\r\nHost: ");
        CHECK(client.is_closed_by_server());
    }
    SECTION("within its body") {
        const Running running({.body = 20ms});
        HttpClient client(running.server.port());
        client.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
        CHECK(client.is_closed_by_server());
    }
}

TEST_CASE("more connections than are allowed are closed, and free places taken again", "[http]") {
    const Running running({.connections = 1});
    auto first = std::make_unique<HttpClient>(running.server.port());
    CHECK(first->get("/").status == 200);
    CHECK(HttpClient(running.server.port()).is_closed_by_server());
    first->send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    CHECK(first->receive()->status == 200);
    CHECK(first->is_closed_by_server());
    unsigned status = 0;  // the place is free a moment after the peer has seen the end
    while (status != 200) {
        status = HttpClient(running.server.port()).get("/").status;
    }
}

TEST_CASE("a stop finishes the running request and frees an idle connection", "[http]") {
    std::optional<Server> server;
    server.emplace(ServerOptions{}, [&](const Request& request) {
        server->stop();  // while this request runs
        return echo(request);
    });
    std::thread thread([&] { server->run(); });
    HttpClient idle(server->port());
    HttpClient busy(server->port());
    CHECK(busy.get("/last").body == "GET /last\n");
    CHECK(busy.is_closed_by_server());
    CHECK(idle.is_closed_by_server());
    thread.join();
}

TEST_CASE("a port that is taken is a failure with words", "[http]") {
    const Running running;
    CHECK_THROWS_WITH(Server({"127.0.0.1", running.server.port(), {}}, echo),
                      Catch::Contains("in use"));
    CHECK_THROWS(Server({"not an address", 0, {}}, echo));
}

TEST_CASE("a request that waits for something holds nobody else up", "[http]") {
    bool has_happened = false;  // all of it on the server's thread
    const Running running({}, [&](const Request& request) {
        if (request.target == "/happen") {
            has_happened = true;
            return Response{200, "text/plain", "done", {}};
        }
        Response response;
        response.later = [&has_happened]() -> std::optional<Response> {
            return has_happened ? std::optional(Response{201, "text/plain", "it has", {}})
                                : std::nullopt;
        };
        return response;
    });
    HttpClient waiting(running.server.port());
    waiting.send("GET /wait HTTP/1.1\r\n\r\n");
    HttpClient other(running.server.port());
    CHECK(other.get("/happen").body == "done");
    const auto reply = waiting.receive();
    REQUIRE(reply);
    CHECK(reply->status == 201);
    CHECK(reply->body == "it has");
    CHECK(waiting.get("/happen").body == "done");
}
