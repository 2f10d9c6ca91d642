#include "core/json_check.h"

namespace loadtest {
namespace {

constexpr int depth_max = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Walks over a text; each step says whether it found what must come, and leaves `at` where it did not.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text) {}
  std::size_t at() const { return at_; }
  bool whole() { return value(0) && (blanks(), at_ == text_.size()); }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }

  bool value(int depth) {
    blanks();
    switch (here()) {
      case '{':
      case '[':
        return depth < depth_max && list(depth + 1);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool list(int depth) {
    const bool object = here() == '{';
    const char end = object ? '}' : ']';
    ++at_;
    blanks();
    if (take(end)) return true;
    do {
      blanks();
      if (object) {
        if (!string()) return false;
        blanks();
        if (!take(':')) return false;
      }
      if (!value(depth)) return false;
      blanks();
    } while (take(','));
    return take(end);
  }

  bool string() {
    if (!take('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < ' ') return false;
      if (take('\\')) {
        if (!escape()) return false;
      } else {
        ++at_;
      }
    }
    return take('"');
  }

  bool escape() {
    if (take('u')) {
      for (int i = 0; i < 4; ++i) {
        if (!is_hex(here())) return false;
        ++at_;
      }
      return true;
    }
    if (at_ >= text_.size() || std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }

  bool digits() {
    if (!is_digit(here())) return false;
    while (is_digit(here())) ++at_;
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (here() != 'e' && here() != 'E') return true;
    ++at_;
    if (!take('+')) take('-');
    return digits();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::size_t> json_wrong_at(std::string_view text) {
  JsonWalk walk(text);
  if (walk.whole()) return std::nullopt;
  return walk.at();
}

}  // namespace loadtest
