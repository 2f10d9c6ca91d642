#pragma once

#include <string>
#include <string_view>

namespace loadtest {

/// Any text as it may stand in an element of an XML document: markup escaped, what XML 1.0 has no characters for
/// replaced or dropped.
std::string xml_text(std::string_view);

/// The same between double quotes, where lines would be joined.
std::string xml_attribute(std::string_view);

}  // namespace loadtest
