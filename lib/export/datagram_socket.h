#pragma once

#include <string>
#include <string_view>

#include "export/sending.h"
#include "http/name_lookup.h"
#include "http/url.h"

namespace loadtest {

/// Sends datagrams over UDP or a Unix socket; never waits for a receiver that reads too slowly.
class DatagramSocket {
 public:
  /// To that path, or, where it is empty, that address.
  DatagramSocket(HostAndPort address, std::string unix_path);
  ~DatagramSocket();
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;
  Sending send(std::string_view datagram);
  void end_by(TimePoint end) { lookup_.end_by(end); }

 private:
  Sending open();
  Sending connect_to(int family, const void* address, unsigned size);
  void close();

  const HostAndPort address_;
  const std::string unix_path_;
  NameLookup lookup_;
  int descriptor_ = -1;
};

}  // namespace loadtest
