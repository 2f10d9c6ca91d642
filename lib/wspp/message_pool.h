#pragma once

#include <algorithm>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>
#include <websocketpp/frame.hpp>

namespace loadtest::wspp {

class MessageManager;

/// A message as websocketpp wants it, counted inside itself and used again: after warm-up none is allocated.
class Message {
 public:
  using ptr = boost::intrusive_ptr<Message>;
  using opcode = websocketpp::frame::opcode::value;

  bool get_prepared() const { return prepared_; }
  void set_prepared(bool value) { prepared_ = value; }
  bool get_compressed() const { return compressed_; }
  void set_compressed(bool value) { compressed_ = value; }
  bool get_terminal() const { return terminal_; }
  void set_terminal(bool value) { terminal_ = value; }
  bool get_fin() const { return fin_; }
  void set_fin(bool value) { fin_ = value; }
  opcode get_opcode() const { return opcode_; }
  void set_opcode(opcode value) { opcode_ = value; }
  const std::string& get_header() const { return header_; }
  void set_header(const std::string& header) { header_ = header; }
  const std::string& get_payload() const { return payload_; }
  std::string& get_raw_payload() { return payload_; }
  void set_payload(const std::string& payload) { payload_ = payload; }
  void append_payload(const std::string& more) { payload_.append(more); }
  void append_payload(const void* more, std::size_t size) { payload_.append(static_cast<const char*>(more), size); }

 private:
  friend class MessagePool;
  friend void intrusive_ptr_add_ref(Message* message) { ++message->users_; }
  friend void intrusive_ptr_release(Message* message);

  std::string header_;
  std::string payload_;
  unsigned users_ = 0;
  opcode opcode_ = websocketpp::frame::opcode::text;
  bool prepared_ = false;
  bool fin_ = true;
  bool terminal_ = false;
  bool compressed_ = false;
};

/// The messages of one thread that nobody uses at present. Bounded, as is what each keeps.
class MessagePool {
 public:
  static constexpr std::size_t messages_max = 64;
  static constexpr std::size_t kept_bytes_max = 64 * 1024;

  static MessagePool& of_thread() {
    thread_local MessagePool pool;
    return pool;
  }

  Message::ptr take() {
    if (free_.empty()) return Message::ptr(new Message);
    Message::ptr message(free_.back().release());
    free_.pop_back();
    return message;
  }

  void give_back(std::unique_ptr<Message> message) {
    if (free_.size() >= messages_max) return;
    message->header_.clear();
    message->payload_.clear();
    if (message->payload_.capacity() > kept_bytes_max) message->payload_.shrink_to_fit();
    message->prepared_ = message->terminal_ = message->compressed_ = false;
    message->fin_ = true;
    free_.push_back(std::move(message));
  }

 private:
  MessagePool() { free_.reserve(messages_max); }
  std::vector<std::unique_ptr<Message>> free_;
};

inline void intrusive_ptr_release(Message* message) {
  if (--message->users_ != 0) return;
  MessagePool::of_thread().give_back(std::unique_ptr<Message>(message));
}

/// websocketpp makes one for each connection; all draw from the pool of their thread.
class MessageManager {
 public:
  using ptr = std::shared_ptr<MessageManager>;

  Message::ptr get_message() { return MessagePool::of_thread().take(); }
  Message::ptr get_message(Message::opcode opcode, std::size_t size) {
    Message::ptr message = get_message();
    message->set_opcode(opcode);
    // The size is what the peer announced: it gets the memory as the bytes come.
    message->get_raw_payload().reserve(std::min(size, MessagePool::kept_bytes_max));
    return message;
  }
};

}  // namespace loadtest::wspp
