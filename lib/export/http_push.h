#pragma once

#include "export/sending.h"
#include "http/client.h"

namespace loadtest {

/// Sends one request; what the server answers decides whether it is worth trying again.
Sending push_over_http(HttpClient&, const HttpRequest&);

}  // namespace loadtest
