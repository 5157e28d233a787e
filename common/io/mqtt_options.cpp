#include "common/io/mqtt_options.hpp"

#include <MQTTAsync.h>
#include <mqtt/connect_options.h>
#include <mqtt/properties.h>
#include <mqtt/ssl_options.h>
#include <mqtt/will_options.h>

#include <chrono>
#include <cstdint>

#include "common/io/mqtt.hpp"

namespace roadworthy::mqtt {
namespace {

namespace paho = ::mqtt;

constexpr std::chrono::seconds connect_timeout{20};

paho::ssl_options ssl_of(const Tls& tls) {
    paho::ssl_options ssl;
    ssl.set_trust_store(tls.ca_file);
    if (!tls.certificate_file.empty()) {
        ssl.set_key_store(tls.certificate_file);
        ssl.set_private_key(tls.key_file);
    }
    ssl.set_enable_server_cert_auth(true);
    ssl.set_verify(true);  // the name in the certificate, too
    // All of them need TLS 1.2. Paho lowers the security level to 1; this sets it again.
    ssl.set_enabled_cipher_suites("ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2");
    return ssl;
}

}  // namespace

paho::connect_options paho_options(const Options& options) {
    paho::connect_options made;
    made.set_mqtt_version(MQTTVERSION_5);
    made.set_clean_start(options.clean_start);
    made.set_keep_alive_interval(options.keep_alive);
    made.set_connect_timeout(connect_timeout);
    made.set_automatic_reconnect(false);
    const auto expiry = static_cast<std::int32_t>(options.session_expiry.count());
    made.set_properties({{paho::property::SESSION_EXPIRY_INTERVAL, expiry}});
    if (!options.user.empty()) {
        made.set_user_name(options.user);
        made.set_password(options.password);
    }
    if (options.tls) {
        made.set_ssl(ssl_of(*options.tls));
    }
    if (options.will) {
        const Message& will = *options.will;
        made.set_will(paho::will_options(will.topic, will.payload.data(), will.payload.size(), 1,
                                         will.retained));
    }
    return made;
}

}  // namespace roadworthy::mqtt
