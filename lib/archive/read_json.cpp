#include "archive/read_json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>

namespace loadtest {
namespace {

namespace json = boost::json;
using json::error_code;
using json::string_view;

/// What the parser calls with each piece of a text. All of the text is there at once, so a number is one piece.
struct ValueBuilder {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  json::value_stack values{};

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t size, error_code&) { return values.push_object(size), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) { return values.push_array(size), true; }
  bool on_key_part(string_view part, std::size_t, error_code&) { return values.push_chars(part), true; }
  bool on_key(string_view rest, std::size_t, error_code&) { return values.push_key(rest), true; }
  bool on_string_part(string_view part, std::size_t, error_code&) { return values.push_chars(part), true; }
  bool on_string(string_view rest, std::size_t, error_code&) { return values.push_string(rest), true; }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, string_view, error_code&) { return values.push_int64(number), true; }
  bool on_uint64(std::uint64_t number, string_view, error_code&) { return values.push_uint64(number), true; }
  bool on_double(double rough, string_view text, error_code&) {
    double exact = rough;  // stays so beyond what a double can be
    std::from_chars(text.data(), text.data() + text.size(), exact);
    return values.push_double(exact), true;
  }
  bool on_bool(bool truth, error_code&) { return values.push_bool(truth), true; }
  bool on_null(error_code&) { return values.push_null(), true; }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }
};

}  // namespace

json::value read_json(std::string_view text, error_code& error, json::storage_ptr storage) {
  json::basic_parser<ValueBuilder> parser{json::parse_options{}};
  json::value_stack& values = parser.handler().values;
  values.reset(std::move(storage));
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  return error ? json::value() : values.release();
}

}  // namespace loadtest
