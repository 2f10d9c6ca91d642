#include "export/datagram_socket.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace loadtest {
namespace {

constexpr auto lookup_time = std::chrono::seconds(3);

tl::unexpected<SendFailure> socket_failure() {
  std::string text = std::error_code(errno, std::generic_category()).message();
  text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return tl::unexpected<SendFailure>({std::move(text), true});
}

}  // namespace

DatagramSocket::DatagramSocket(HostAndPort address, std::string unix_path)
    : address_(std::move(address)), unix_path_(std::move(unix_path)), lookup_(address_.host) {}

DatagramSocket::~DatagramSocket() { close(); }

Sending DatagramSocket::send(std::string_view datagram) {
  if (descriptor_ < 0) {
    if (auto opened = open(); !opened) return opened;
  }
  if (::send(descriptor_, datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) return {};
  const auto failed = socket_failure();
  // A receiver that came anew has another socket under the same path.
  if (errno != EAGAIN && errno != EWOULDBLOCK) close();
  return failed;
}

Sending DatagramSocket::open() {
  if (!unix_path_.empty()) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (unix_path_.size() >= sizeof address.sun_path)
      return tl::unexpected<SendFailure>({"the socket's path is too long", false});
    std::memcpy(address.sun_path, unix_path_.data(), unix_path_.size());
    return connect_to(AF_UNIX, &address, sizeof address);
  }
  const auto found = lookup_.wait_until(Clock::now() + lookup_time);
  if (!found) return tl::unexpected<SendFailure>({found.error().message, true});
  addrinfo hints{}, *parsed = nullptr;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  if (getaddrinfo(found->front().c_str(), std::to_string(address_.port).c_str(), &hints, &parsed) != 0)
    return tl::unexpected<SendFailure>({"the address cannot be used", false});
  Sending connected = connect_to(parsed->ai_family, parsed->ai_addr, parsed->ai_addrlen);
  freeaddrinfo(parsed);
  return connected;
}

Sending DatagramSocket::connect_to(int family, const void* address, unsigned size) {
  descriptor_ = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) return socket_failure();
  if (::connect(descriptor_, static_cast<const sockaddr*>(address), size) == 0) return {};
  const auto failed = socket_failure();
  close();
  return failed;
}

void DatagramSocket::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

}  // namespace loadtest
