#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tls_peer.h"
#include "world.h"
#include "wspp/probe.h"

using namespace loadtest;
using namespace loadtest::wspp;
using namespace loadtest::wspp::testing;
using ::testing::HasSubstr;

namespace {

std::shared_ptr<TlsContext> trusting(const std::string& ca_file, bool insecure = false) {
  auto context = TlsContext::make({.ca_file = ca_file, .insecure = insecure});
  if (!context) throw std::runtime_error(context.error().line());
  return *context;
}

/// Opens, echoes where it can, and closes. Returns the end.
CloseInfo meet(const Certificate& certificate, const std::string& host, std::shared_ptr<TlsContext> tls,
               std::vector<std::string> messages = {}, std::string* asked_for = nullptr) {
  boost::asio::io_context io(1);
  Ear ear;
  {
    TlsEcho server(certificate);
    ClientTarget target = target_at(server.port());
    target.host = host;
    target.tls = std::move(tls);
    Client client(io, target);
    std::size_t next = 0;
    const auto go_on = [&] {
      if (next < messages.size()) {
        ear.connection->send(messages[next++], FrameKind::binary);
      } else {
        ear.connection->close(1000, "bye");
      }
    };
    ear.when_open = go_on;
    ear.when_message = [&](std::string_view, FrameKind) { go_on(); };
    ear.connection = client.connect(ear, {"/"}, 0);
    EXPECT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
    ear.connection.reset();
    if (asked_for != nullptr) *asked_for = server.asked_for();
  }
  EXPECT_TRUE(ear.messages == messages || ear.opens == 0);
  return ear.info.value_or(CloseInfo{"never ended", 0, {}, false});
}

TEST(Tls, MessagesOfAllSizesPassToATrustedServer) {
  const Certificate certificate("DNS:localhost");
  const auto tls = trusting(certificate.file());
  std::string asked_for;
  const CloseInfo info =
      meet(certificate, "localhost", tls, {"", "x", std::string(5000, 'y'), std::string(3 << 20, 'z')}, &asked_for);
  EXPECT_EQ(info.kind, "close 1000") << info.reason;
  EXPECT_TRUE(info.clean);
  EXPECT_EQ(asked_for, "localhost");
}

TEST(Tls, AddressesAreCheckedAgainstTheCertificateToo) {
  const Certificate certificate("IP:127.0.0.1");
  const auto tls = trusting(certificate.file());
  EXPECT_EQ(meet(certificate, "127.0.0.1", tls).kind, "close 1000");
  const CloseInfo wrong = meet(certificate, "127.0.0.2", tls);
  EXPECT_EQ(wrong.kind, "tls certificate");
  EXPECT_THAT(wrong.reason, HasSubstr("mismatch"));
}

TEST(Tls, UntrustedAndMisnamedCertificatesAreRefused) {
  const Certificate certificate("DNS:localhost");
  const CloseInfo untrusted = meet(certificate, "localhost", trusting(""));
  EXPECT_EQ(untrusted.kind, "tls certificate");
  EXPECT_THAT(untrusted.reason, HasSubstr("self-signed"));
  const CloseInfo misnamed = meet(certificate, "example.test", trusting(certificate.file()));
  EXPECT_EQ(misnamed.kind, "tls certificate");
  EXPECT_THAT(misnamed.reason, HasSubstr("ostname mismatch"));
}

TEST(Tls, InsecureLooksAtNothing) {
  const Certificate certificate("DNS:localhost");
  EXPECT_EQ(meet(certificate, "example.test", trusting("", true)).kind, "close 1000");
}

TEST(Tls, PeersThatDoNotSpeakItFailTheHandshake) {
  for (const char* answer : {"", "HTTP/1.1 400 Bad Request\r\n\r\n"}) {
    RawPeer peer([&](RawSocket& s) { s.read_exactly(1), s.send(answer); });
    boost::asio::io_context io(1);
    ClientTarget target = target_at(peer.port());
    target.tls = trusting("", true);
    Client client(io, target);
    Ear ear;
    ear.connection = client.connect(ear, {"/"}, 0);
    ASSERT_TRUE(run_until(io, [&] { return ear.ends == 1; }));
    EXPECT_EQ(ear.info->kind, "tls handshake");
    EXPECT_FALSE(ear.info->reason.empty());
  }
}

TEST(Tls, CaFileMustBeReadableAndHoldCertificates) {
  for (const char* file : {"/nowhere/ca.pem", "/dev/null"}) {
    const auto context = TlsContext::make({.ca_file = file});
    ASSERT_FALSE(context);
    EXPECT_EQ(context.error().kind, ErrorKind::usage);
    EXPECT_THAT(context.error().message, HasSubstr(file));
  }
}

TEST(Tls, ProbeTellsWhetherTheCertificateIsTrusted) {
  const Certificate certificate("DNS:localhost");
  const auto knock = [&](const std::string& host, const std::shared_ptr<TlsContext>& tls) {
    TlsEcho server(certificate);
    ClientTarget target = target_at(server.port());
    target.host = host;
    target.tls = tls;
    return probe(target, std::chrono::seconds(10));
  };
  EXPECT_TRUE(knock("localhost", trusting(certificate.file())));
  const auto untrusted = knock("localhost", trusting(""));
  ASSERT_FALSE(untrusted);
  EXPECT_EQ(untrusted.error().kind, ErrorKind::target);
  EXPECT_THAT(untrusted.error().message, HasSubstr("not trusted: self-signed"));
}

}  // namespace
