#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadtest {

/// What a page of ours consists of; markup and JSON with secrets already taken out.
struct PageParts {
  std::string title;                                             // text
  std::string navigation;                                        // markup of links at the top
  std::string body;                                              // markup of <main>
  std::vector<std::pair<std::string_view, std::string>> data{};  // id -> JSON, for scripts and tools
  std::string_view style{}, script{};                            // beside the page's own; the script comes last
  bool connects = false;  // may speak with whoever served it, and with nobody else
};

/// One file without a link to any other: nothing is loaded, and its content security policy says so.
std::string html_page(const PageParts&);

}  // namespace loadtest
