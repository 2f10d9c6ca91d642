#pragma once

#include <memory>

#include "net/poller.h"
#include "wspp/client.h"
#include "wspp/frame.h"
#include "wspp/mask_source.h"
#include "wspp/transport.h"

namespace loadtest::wspp {

/// What all sessions of one Client or Server share.
struct SessionContext {
  std::shared_ptr<net::Poller> poller;
  MaskSource masks;
  FrameBuffer frame;
  ReceiveTimes receive_times;
  std::shared_ptr<Transport::Log> log = std::make_shared<Transport::Log>();
};

}  // namespace loadtest::wspp
