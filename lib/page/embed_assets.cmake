# Writes TO, a .cpp with each file of ASSETS as a text: "page.css" becomes loadtest::page_assets::page_css.
cmake_minimum_required(VERSION 3.25)
set(code "// Made by embed_assets.cmake.\n#include \"page/page_assets.h\"\n\nnamespace loadtest::page_assets {\n")
foreach(asset ${ASSETS})
  get_filename_component(name ${asset} NAME)
  string(REGEX REPLACE "[^A-Za-z0-9]" "_" name ${name})
  file(READ ${asset} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND code "namespace {\nconstexpr unsigned char bytes_of_${name}[] = {${bytes}0};\n}\n"
                     "const std::string_view ${name}{reinterpret_cast<const char*>(bytes_of_${name}), sizeof bytes_of_${name} - 1};\n")
endforeach()
string(APPEND code "}  // namespace loadtest::page_assets\n")
file(WRITE ${TO} "${code}")
