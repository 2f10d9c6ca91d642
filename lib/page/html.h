#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"

namespace loadtest {

/// Marks that turn the direction of writing around, and those that no page may have, become visible: "\u202e".
std::string plain_text(std::string_view text);

/// The same between tags or within an attribute's quotes: nothing in it is markup.
std::string html_text(std::string_view text);

/// JSON text that may stand in a <script> element: it cannot end it, nor a line of a script. It means the same.
std::string script_json(std::string_view json);

/// Writes HTML from top to bottom. Secrets are taken out of every text before it is escaped, except of figures of ours,
/// which a secret such as "100000" would spoil.
class Html {
 public:
  struct Attribute {
    std::string_view name;
    std::string value;
    bool figure = false;
  };
  using Attributes = std::initializer_list<Attribute>;

  explicit Html(const Redactor& redactor) : redactor_(redactor) {}
  const Redactor& redactor() const { return redactor_; }

  Html& open(std::string_view tag, Attributes = {});
  Html& close();  // the innermost element
  Html& text(std::string_view);
  Html& figure(std::string_view);
  /// A whole element with a text in it.
  Html& leaf(std::string_view tag, std::string_view text, Attributes = {});
  /// Markup of ours.
  Html& raw(std::string_view markup);

  /// The finished markup; every element must have been closed.
  std::string take();

 private:
  void begin(std::string_view tag, Attributes);

  const Redactor& redactor_;
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace loadtest
