#pragma once

#include <string>
#include <string_view>

#include "core/secret.h"
#include "report/layout.h"
#include "report/mark.h"
#include "report/paint.h"

namespace loadtest {

/// A summary for people, written from top to bottom on lines of so many columns.
class Page {
 public:
  Page(const Redactor& redactor, Paint paint, bool verbose, std::size_t columns = usual_columns)
      : redactor_(redactor), paint_(paint), verbose_(verbose), columns_(columns) {}

  const Redactor& redactor() const { return redactor_; }
  const Paint& paint() const { return paint_; }
  bool verbose() const { return verbose_; }
  std::size_t columns() const { return columns_; }
  std::string clean(const std::string& text) const { return redactor_.redact(text); }

  /// `more` follows the title in plain letters.
  void heading(std::string_view title, std::string_view more = {});
  /// Text behind a head that is `head_width` wide, further lines indented to it.
  void hang(std::string_view head, std::size_t head_width, std::string_view text, bool dim = false);
  /// A paragraph behind the mark of its standing.
  void remark(CriterionStatus, std::string_view text);
  void line(std::string_view text, bool dim = false) { hang("  ", 2, text, dim); }
  /// Finished lines.
  void put(std::string_view lines) { out_ += lines; }

  std::string take() { return std::move(out_); }

 private:
  const Redactor& redactor_;
  Paint paint_;
  bool verbose_;
  std::size_t columns_;
  std::string out_;
};

}  // namespace loadtest
