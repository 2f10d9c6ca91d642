# One ctest entry for each *_test.py of the calling folder: FOLDER/NAME, labelled FOLDER.
find_program(LOADTEST_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)

# loadtest_pytest(FOLDER TIMEOUT SECONDS [SERIAL])
function(loadtest_pytest folder)
  cmake_parse_arguments(arg "SERIAL" "TIMEOUT" "" ${ARGN})
  if(NOT LOADTEST_PYTHON)
    message(STATUS "no /usr/bin/python3: the tests of tests/${folder} are left out")
    return()
  endif()
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.py)
  foreach(file ${files})
    get_filename_component(name ${file} NAME)
    string(REGEX REPLACE "_test\\.py$" "" name ${name})
    add_test(NAME ${folder}/${name} COMMAND ${LOADTEST_PYTHON} -B -m pytest -q -p no:cacheprovider ${file})
    set_tests_properties(${folder}/${name} PROPERTIES LABELS ${folder} TIMEOUT ${arg_TIMEOUT}
                         ENVIRONMENT "LOADTEST_BINARY=$<TARGET_FILE:loadtest>;LOADTEST_SANITIZED=${LOADTEST_SANITIZE}"
                         ENVIRONMENT_MODIFICATION LOADTEST_TEST_CLUSTERS=set:${PROJECT_BINARY_DIR}/test-clusters)
    if(arg_SERIAL)
      set_tests_properties(${folder}/${name} PROPERTIES RUN_SERIAL ON)
    endif()
  endforeach()
endfunction()
