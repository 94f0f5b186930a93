import { LoadingPage, Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <LoadingPage label="Loading">
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-9 w-72" />
      <Skeleton className="h-10 w-full" />
      <Skeleton className="h-80 w-full rounded-lg" />
    </LoadingPage>
  )
}
