//! What is no template, with the line and the reason.

use super::MappingTemplate;

#[test]
fn what_cannot_be_read_is_refused_with_its_line() {
    for (template, line, part) in [
        ("#if($a)x", 1, "An #end is missing for an #if"),
        ("\n\n#foreach($a in $b)\nx", 4, "An #end is missing for a #foreach"),
        ("x\n#end", 2, "an #end without"),
        ("#else", 1, "an #else without"),
        ("#if(true)#else#else#end", 1, "After #else comes #end"),
        ("#set($a 1)", 1, "#set needs one ="),
        ("#set($a == 1)", 1, "#set needs one ="),
        ("#set(a = 1)", 1, "#set begins with what is set"),
        ("#set($input.body = 1)", 1, "$input cannot be set"),
        ("#set($a.b() = 1)", 1, "b() is no method"),
        ("#set($a.get('x') = 1)", 1, "$a cannot be set"),
        ("#set($a = 1", 1, "The bracket of #set is not closed"),
        ("\n#set($a = )", 2, "')' stands where a value should"),
        ("#set($a = 1 +)", 1, "stands where a value should"),
        ("#set($a = 'x)", 1, "A text that begins with ' is never closed"),
        ("#set($a = [1, 2)", 1, "A comma or ] is missing"),
        ("#set($a = [1..2)", 1, "A range is never closed"),
        ("#set($a = {'a' 1})", 1, "A colon is missing"),
        ("#set($a = {'a': 1 'b': 2})", 1, "A comma or } is missing"),
        ("#set($a = (1 + 2)", 1, "The bracket of #set is not closed"),
        ("#set($a = ((1))", 1, "The bracket of #set is not closed"),
        ("#foreach($a of $b)#end", 1, "#foreach needs the word in"),
        ("#foreach(a in $b)#end", 1, "#foreach begins with a variable"),
        ("${a", 1, "${a is never closed"),
        ("#* x", 1, "#* is never closed"),
        ("#[[ x", 1, "#[[ is never closed"),
        ("#macro(x)#end", 1, "#macro is not understood here"),
        ("#parse('x')", 1, "#parse is not understood here"),
        ("$input", 1, "$input stands for nothing by itself"),
        ("$input.json", 1, "$input has no json. It has body."),
        ("$input.get('x')", 1, "$input has no get. It has json, path, params."),
        ("$util.now()", 1, "$util has no now"),
        ("$a.frobnicate()", 1, "frobnicate() is no method understood here"),
        ("\"#set($a = \"#if(true)\")\"", 1, "An #end is missing"),
        ("#set($a = \"x #end\")", 1, "half a directive"),
    ] {
        let error = MappingTemplate::parse(template).expect_err(template);
        assert!(
            error.line == line && error.message.contains(part) && error.message.ends_with(['.', ')']),
            "{template}: {error}"
        );
    }
}
