#compdef gonio
# SPDX-License-Identifier: MIT
# Made of the manual's SYNOPSIS by completion.awk, which tells of these lines.

# _gonio_value KIND,KIND...; program is the caller's
_gonio_value() {
	local kind
	local -a names

	for kind in ${(s:,:)1}; do
		case $kind in
		FILE)
			_files ;;
		DIR)
			_files -/ ;;
		NAME)
			names=(${(f)"$($~program exercises 2>/dev/null)"})
			compadd -- ${${names[2,-1]}%% *} ;;
		SCENARIO|URI)
			names=(${(f)"$($~program simulate --list 2>/dev/null)"})
			names=(${names%% *})
			[[ $kind == URI ]] && names=(sim:$^names)
			compadd -- $names ;;
		[a-z]*)
			compadd -- $kind ;;
		esac
	done
}

_gonio() {
	local program=$words[1] command=$words[2] row positional
	local about='@COMMANDS@'
	local said='@SYNTAX@'
	local -a commands=(${(f)about}) syntax=(${(f)said}) specs field

	syntax=(${syntax//|/,})
	if (( CURRENT == 2 )); then
		if [[ $command == -* ]]; then
			compadd -- ${${(M)syntax:#. *}[(w)2]}
		else
			commands=(${commands/ /:})
			_describe -t commands 'gonio command' commands
		fi
		return
	fi
	shift words
	(( CURRENT-- ))
	field=(${(M)syntax:#$command/$words[2] *})
	if (( CURRENT > 2 && $#field )); then
		command+=/$words[2]
		shift words
		(( CURRENT-- ))
	fi
	for row in $syntax; do
		field=(${=row})
		[[ $field[1] == $command ]] || continue
		if [[ $field[2] == - ]]; then
			positional+=${positional:+,}$field[4]
		else
			specs+=("${${field[3]}/1/}$field[2]${field[4]:+:$field[4]: _gonio_value $field[4]}")
		fi
	done
	[[ -n $positional ]] &&
		specs+=("*:$positional: _gonio_value $positional")
	_arguments -S : $specs
}

_gonio "$@"
