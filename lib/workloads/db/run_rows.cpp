#include "workloads/db/run_rows.h"

#include "core/random.h"
#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::uint64_t version_bits = 0x8000, version_mask = 0xf000;  // of the first half: 8 = an application's own
constexpr std::uint64_t variant_bits = std::uint64_t{2} << 62, number_mask = (std::uint64_t{1} << 62) - 1;

// FNV-1a, then mixed: run ids differ in few characters.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325u;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return mix64(value);
}

void write_hex(std::uint64_t half, char* out, std::initializer_list<int> dashes_before) {
  constexpr const char* digits = "0123456789abcdef";
  for (int digit = 0; digit < 16; ++digit) {
    for (const int dash : dashes_before)
      if (dash == digit) *out++ = '-';
    *out++ = digits[half >> (60 - 4 * digit) & 15];
  }
}

}  // namespace

RunRows::RunRows(std::string_view run_id) : prefix_((hash(run_id) & ~version_mask) | version_bits) {}

RunRows::Id RunRows::message(std::uint64_t number) const {
  Id id;
  write_hex(prefix_, id.data(), {8, 12});                                               // "01234567-89ab-8def"
  write_hex(variant_bits | ((begin_ + number) & number_mask), id.data() + 18, {0, 4});  // "-8123-456789abcdef"
  id.back() = '\0';
  return id;
}

std::string RunRows::first() const { return message(std::uint64_t{0} - begin_).data(); }

std::string RunRows::last() const { return message(number_mask - begin_).data(); }

Status check_run_id(std::string_view run_id) {
  constexpr std::string_view form = "dddddddd-dddddd-xxxxxx";
  bool right = run_id.size() == form.size();
  for (std::size_t i = 0; right && i < form.size(); ++i) {
    const char c = run_id[i];
    const bool digit = c >= '0' && c <= '9';
    right = form[i] == '-' ? c == '-' : digit || (form[i] == 'x' && c >= 'a' && c <= 'f');
  }
  if (right) return {};
  return fail(ErrorKind::usage, "\"" + escape_foreign(run_id, 60) + "\" is not the id of a run",
              "it stands in the summary and the result, such as 20261123-184200-0a1b2c");
}

}  // namespace loadtest
