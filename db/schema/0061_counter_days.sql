-- Sums by day are of any slices (workflow/sum.h). Those of before lack some and are made again; what is not there is read from the counters.
delete from counter_summed;
