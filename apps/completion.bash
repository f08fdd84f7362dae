# bash completion for gonio                                -*- shell-script -*-
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Made of the manual's SYNOPSIS by completion.awk, which tells of these lines.

_gonio_commands='@COMMANDS@'

_gonio_syntax='@SYNTAX@'

# _gonio_names PROGRAM KIND: names that the program lists itself
_gonio_names()
{
	case $2 in
	NAME) "$1" exercises 2>/dev/null | sed '1d;s/ .*//' ;;
	*)    "$1" simulate --list 2>/dev/null | sed 's/ .*//' ;;
	esac
}

# _gonio_value PROGRAM CURRENT KIND|KIND...: candidates into COMPREPLY
_gonio_value()
{
	local kind found line cur=$2

	for kind in ${3//|/ }; do
		found=
		case $kind in
		FILE)
			[[ $cur == sim:* ]] && continue
			found=$(compgen -f -- "$cur")
			compopt -o filenames 2>/dev/null ;;
		DIR)
			found=$(compgen -d -- "$cur")
			compopt -o filenames 2>/dev/null ;;
		NAME|SCENARIO)
			found=$(compgen -W "$(_gonio_names "$1" "$kind")" \
				-- "$cur") ;;
		URI)
			[[ $cur != sim:* && ( -z $cur || sim: != "$cur"* ) ]] &&
				continue
			found=$(compgen -P sim: -W \
				"$(_gonio_names "$1" SCENARIO)" \
				-- "${cur#sim:}")
			[[ sim: == "$cur"* ]] && found=sim: &&
				compopt -o nospace 2>/dev/null
			compopt +o filenames 2>/dev/null ;;
		[a-z]*)
			found=$(compgen -W "$kind" -- "$cur") ;;
		esac
		while IFS= read -r line; do
			[[ -n $line ]] && COMPREPLY+=("$line")
		done <<<"$found"
	done
}

# What was said up to the cursor, into words. In COMP_WORDS it is cut at : and
# = too, where a word of ours does not end.
_gonio_split()
{
	local word last

	words=()
	for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
		last=
		[[ ${#words[@]} -gt 0 ]] && last=${words[-1]}
		if [[ -z $word &&
		      ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]]; then
			words+=('')
		elif [[ ( $word == [:=]* || $last == *[:=] ) &&
			$COMP_LINE == *"$last$word"* ]]; then
			words[-1]+=$word
		else
			words+=("$word")
		fi
	done
}

_gonio()
{
	local words word cur prev command where option times value
	local wanted='' options='' positional='' front only=0

	COMPREPLY=()
	_gonio_split
	cur=${words[-1]}
	prev=${words[-2]-}
	command=${words[1]-}
	if [[ ${#words[@]} -eq 2 ]]; then
		options=
		while read -r value _; do
			options+=" $value"
		done <<<"$_gonio_commands"
		while read -r where option _; do
			[[ $where == . && $cur == -* ]] && options+=" $option"
		done <<<"$_gonio_syntax"
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		return
	fi
	if [[ ${#words[@]} -gt 3 &&
	      $'\n'$_gonio_syntax == *$'\n'"$command/${words[2]} "* ]]; then
		command+=/${words[2]}
	fi
	[[ $cur == --*=* ]] && prev=${cur%%=*} cur=${cur#*=}
	for word in "${words[@]:0:${#words[@]}-1}"; do
		[[ $word == -- ]] && only=1
	done
	while read -r where option times value; do
		[[ $where == "$command" ]] || continue
		if [[ $option == - ]]; then
			positional+=${positional:+|}$value
		elif [[ $option == "$prev" && -n $value ]]; then
			wanted=$value
		elif [[ $times == '*' ||
			" ${words[*]:2:${#words[@]}-3} " != *" $option "* ]]
		then
			options+=" $option"
		fi
	done <<<"$_gonio_syntax"
	if [[ -n $wanted && $only -eq 0 ]]; then
		_gonio_value "$1" "$cur" "$wanted"
	elif [[ $cur == -* && $only -eq 0 ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	else
		_gonio_value "$1" "$cur" "$positional"
	fi
	# what stands before the last : is there already
	if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
		front=${cur%"${cur##*:}"}
		COMPREPLY=("${COMPREPLY[@]#"$front"}")
	fi
}

complete -F _gonio gonio
