#include "export/http_push.h"

#include <fmt/format.h>

#include "core/text.h"

namespace loadtest {

Sending push_over_http(HttpClient& client, const HttpRequest& request) {
  const auto answer = client.send(request);
  if (!answer) return tl::unexpected<SendFailure>({answer.error().message, true});
  if (answer->ok()) return {};
  const std::string_view said = without_blanks(answer->body);
  // A request that is refused once would be refused again; a server in trouble, or with too much to do, may recover.
  const bool retry = answer->status >= 500 || answer->status == 429 || answer->status == 408;
  return tl::unexpected<SendFailure>({fmt::format("answered {} {}{}{}", answer->status, answer->reason,
                                                  said.empty() ? "" : ": ", said.substr(0, said.find('\n'))),
                                      retry});
}

}  // namespace loadtest
