#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/workload.h"
#include "workloads/ws/dialogue.h"

namespace loadtest {

/// Fills in the messages that the users of a shard send. What is chosen is a pure function of seed and number, so that
/// any split of the users sends what the whole would; a UUID never comes again.
class MessageWriter {
 public:
  /// Who sends, and the how many-th message it is on this connection.
  struct Sender {
    std::uint64_t user;
    std::string_view name, token;
    std::uint64_t sequence;
  };

  /// The dialogue outlives this. `origin` = what no other shard of any run is given.
  MessageWriter(const Dialogue&, std::uint64_t seed, std::uint64_t origin);

  /// The id of a message, into `id`. False where a feeder has no row left.
  bool write_id(const Sender&, std::uint64_t number, std::string& id);
  /// A message, valid until the next call; null data where a feeder has no row left.
  std::string_view write(const MessageTemplate&, const Sender&, std::uint64_t number, std::string_view id);

 private:
  bool find_rows(const MessageTemplate&, const Sender&, std::uint64_t number);
  void fill(const MessageTemplate&, const Sender&, std::uint64_t number, std::string_view id, std::string& into);

  const Dialogue& dialogue_;
  std::uint64_t seed_, origin_, written_ = 0;
  std::vector<MessageTemplate::Row> rows_;
  std::string buffer_;
};

}  // namespace loadtest
