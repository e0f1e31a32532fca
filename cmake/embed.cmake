# Embeds db/query/*.sql and db/schema/*.sql, so that the programs need no files beside them:
#   db/queries.h       enum query { QUERY_CASE_GET, …, QUERIES }; query_name(), query_text()
#   db/schema_files.h  struct schema_file schema_files[]; schema_file_count
# Sets ONESTOP_EMBEDDED to the generated C files.
function(onestop_embed_sql)
    set(outputs)
    foreach(what queries schema_files)
        string(REGEX REPLACE "^queries$" "query" folder ${what})
        string(REGEX REPLACE "_files$" "" folder ${folder})
        file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/db/${folder}/*.sql)
        list(SORT files)
        # The list is a dependency of its own: taking a file away must also generate anew.
        list(JOIN files "\n" lines)
        file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${what}.list CONTENT "${lines}\n" @ONLY)
        set(out ${PROJECT_BINARY_DIR}/generated/db/${what})
        add_custom_command(
            OUTPUT ${out}.h ${out}.c
            COMMAND ${PROJECT_SOURCE_DIR}/cmake/embed-sql ${what} ${out} ${files}
            DEPENDS ${files} ${problems} ${PROJECT_BINARY_DIR}/generated/${what}.list
                    ${PROJECT_SOURCE_DIR}/cmake/embed-sql
            COMMENT "Embedding db/${folder}" VERBATIM)
        list(APPEND outputs ${out}.c)
        # SQL texts are longer than the 4095 bytes that C promises; our compilers take them.
        set_source_files_properties(${out}.c PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
    endforeach()
    set(ONESTOP_EMBEDDED ${outputs} PARENT_SCOPE)
endfunction()

# Embeds config/words/*.json and config/words/problems/*.json as workflow/words_texts.c; English is the first. Sets ONESTOP_WORDS.
function(onestop_embed_words)
    file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/config/words/*.json)
    list(SORT files)
    set(english ${PROJECT_SOURCE_DIR}/config/words/en.json)
    list(REMOVE_ITEM files ${english})
    list(PREPEND files ${english})
    file(GLOB problems CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/config/words/problems/*.json)
    list(JOIN files "\n" lines)
    list(JOIN problems "\n" more)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/words.list CONTENT "${lines}\n${more}\n" @ONLY)
    set(out ${PROJECT_BINARY_DIR}/generated/workflow/words_texts)
    add_custom_command(
        OUTPUT ${out}.c
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/embed-words ${out} ${files}
        DEPENDS ${files} ${problems} ${PROJECT_BINARY_DIR}/generated/words.list
                ${PROJECT_SOURCE_DIR}/cmake/embed-words
        COMMENT "Embedding config/words" VERBATIM)
    set(ONESTOP_WORDS ${out}.c PARENT_SCOPE)
endfunction()
